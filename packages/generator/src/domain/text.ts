import { z } from 'zod';

/**
 * Characters that have no place in a description: control characters (but for
 * the line break and the tab), marks that reorder or hide text on screen
 * (UAX #9, Trojan Source), line separators that some languages take for a line
 * break and others do not, and halves of surrogate pairs.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Surrogate}/u;

/** Names the first unsafe character of a text (`U+202E`), if it has one. */
export function unsafeCharacter(text: string): string | undefined {
  const found = UNSAFE.exec(text)?.[0];
  if (found === undefined) return undefined;
  const code = found.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text for people, of one line or several, that may safely stand in any generated file. */
export function plainText(maxLength: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(maxLength)
    .check(context => {
      const character = unsafeCharacter(context.value);
      if (character !== undefined) {
        context.issues.push({
          code: 'custom',
          input: context.value,
          message: `contains the character ${character}, which is invisible or reorders text; remove it`,
        });
      }
    });
}
