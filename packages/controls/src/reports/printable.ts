/**
 * Text of a tree made fit for a terminal: nothing in it moves the cursor, changes
 * colours or reverses what stands around it. Line ends become spaces.
 */
export function printable(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(
      /[\p{Cc}\p{Cf}\p{Cs}]/gu,
      character =>
        `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** `deploy/base/service.yaml:12`, or what there is of it. */
export function place(finding: {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}): string {
  if (finding.file === undefined) return '(the whole service)';
  const file = printable(finding.file);
  return finding.line === undefined ? file : `${file}:${finding.line}`;
}
