/** What a tool gave back, ready for a model: data, from wherever, that instructs nobody. */
export interface UntrustedResult {
  readonly untrusted: true;
  readonly tool: string;
  /** The text, or the JSON text, without invisible characters. */
  readonly content: string;
  /** Something was cut off at the end. */
  readonly truncated: boolean;
}

/*
 * Control and format characters but line feed and tab, private use, lone
 * surrogates and variation selectors: what a person does not see, and what turns
 * text around, carries no instruction past a reader. Joiners go too.
 */
const INVISIBLE =
  /[^\P{C}\n\t]|[\u{2028}\u{2029}\u{fe00}-\u{fe0e}\u{e0100}-\u{e01ef}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu;

/** Marks, cleans and caps what a tool gave back. @throws TypeError for what JSON cannot hold. */
export function untrustedResult(
  tool: string,
  value: unknown,
  maxCharacters: number,
): UntrustedResult {
  const text =
    typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, item: unknown) =>
          typeof item === 'bigint' ? item.toString() : item,
        ) ?? 'null';
  // Not more is cleaned than could be shown.
  const clean = text.slice(0, maxCharacters * 2).replace(INVISIBLE, '');
  const content = clean.slice(0, maxCharacters).replace(/[\ud800-\udbff]$/, '');
  return {
    untrusted: true,
    tool,
    content,
    truncated: text.length > maxCharacters * 2 || clean.length > content.length,
  };
}

/**
 * The text of a tool's message: one JSON object, out of which no content can
 * break. It belongs into a message of role `tool`, never into a system message.
 */
export function untrustedText(result: UntrustedResult): string {
  return JSON.stringify(result).replace(
    /[<>]/g,
    character => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}
