/*
 * Not the rule by which inputs are refused, but Unicode's own properties: a hole
 * in that rule must not hide itself.
 */
const UNSEEN =
  /(?![\n\t])\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Bidi_Control}|\p{Noncharacter_Code_Point}|(?![\u200c\u200d\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/u;

/** Names the first character of a text that nobody sees, that reorders others or that is none. */
export function unseenCharacterIn(text: string): string | undefined {
  const found = UNSEEN.exec(text)?.[0];
  return found === undefined
    ? undefined
    : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase()}`;
}
