/** A text as it stands between the tags of an element. */
export function xmlText(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A text as it stands between double quotes, where a reader would make a space of a line break. */
export function xmlAttribute(text: string): string {
  return xmlText(text)
    .replace(/"/g, '&quot;')
    .replace(/\n/g, '&#10;')
    .replace(/\t/g, '&#9;');
}

/** Attributes with a space before each; those that are undefined are left out. */
export function xmlAttributes(
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  return Object.entries(attributes)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${xmlAttribute(String(value))}"`],
    )
    .join('');
}

/** An element with its content indented; without content it closes itself. */
export function xmlElement(
  name: string,
  attributes: Parameters<typeof xmlAttributes>[0],
  content: readonly string[] = [],
): string[] {
  const head = `<${name}${xmlAttributes(attributes)}`;
  return content.length === 0
    ? [`${head}/>`]
    : [`${head}>`, ...content.map(line => `  ${line}`), `</${name}>`];
}
