import { z } from 'zod';

/**
 * Characters that have no place in a description: control characters (but for
 * the line break and the tab), marks that reorder or hide text on screen
 * (UAX #9, Trojan Source), line separators that some languages take for a line
 * break and others do not, halves of surrogate pairs, and whatever else Unicode
 * lets a renderer leave out (Default_Ignorable_Code_Point: fillers, tags and
 * selectors, in which a text for machines can be hidden from people).
 */
const UNSAFE =
  /(?![\n\t])\p{Control}|\p{Surrogate}|[\u2028\u2029\ufff9-\ufffd]|\p{Bidi_Control}|\p{Noncharacter_Code_Point}|(?![\u200c\u200d\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/u;

/**
 * Joiners shape Persian and Indic letters and emoji: each stands by a character
 * beyond ASCII. Elsewhere, and several in a row, they would be seen by nobody.
 */
const STRAY_JOINER =
  /[\u200c\u200d]{2}|(?<![^\p{ASCII}])[\u200c\u200d](?![^\p{ASCII}])/u;

/** The same for what chooses the form of the character before it; of ASCII only keycaps have two. */
const STRAY_SELECTOR =
  /(?<![^\p{ASCII}\ufe00-\ufe0f])(?!(?<=[0-9#*])\ufe0f)[\ufe00-\ufe0f]/u;

/** Names the first unsafe character of a text (`U+202E`), if it has one. */
export function unsafeCharacter(text: string): string | undefined {
  const found = [UNSAFE, STRAY_JOINER, STRAY_SELECTOR]
    .map(pattern => pattern.exec(text)?.[0])
    .find(match => match !== undefined);
  if (found === undefined) return undefined;
  const code = found.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * A text from an input as a message may repeat it: on one line, without anything
 * that could forge a second message or move a terminal's cursor, and not endless.
 */
export function repeatable(text: string, maxLength = 80): string {
  const shown = [...text.slice(0, maxLength + 1)]
    .map(character =>
      character === '\n' ||
      character === '\t' ||
      unsafeCharacter(`é${character}`) !== undefined
        ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
        : character,
    )
    .join('');
  return text.length > maxLength ? `${shown.slice(0, maxLength)} …` : shown;
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
