import fc from 'fast-check';
import { DANGEROUS_TEXTS, UNSEEN_CHARACTERS } from './dangerous-texts';

const dangerous = fc.constantFrom(...Object.values(DANGEROUS_TEXTS).flat());
const joint = fc.constantFrom('', '', ' ', '\n', '\n\n', '\n  ', '\t', 'a');

/** Several dangerous texts of different languages, run together. */
const mixture = fc
  .array(fc.tuple(dangerous, joint), { minLength: 1, maxLength: 6 })
  .map(parts => parts.flat().join('').slice(0, 500));

// Printable ASCII and letters of the world: nothing that an input must not hold.
const scribble = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...Array.from({ length: 95 }, (_, code) =>
        String.fromCharCode(32 + code),
      ),
    ),
    fc.constantFrom('\n', '\t', 'é', '中', 'ש', '𝒜', '\u3000'),
  ),
  minLength: 1,
  maxLength: 80,
});

/** Holds at least one visible character, as every description must. */
function visible(text: string): string {
  return text.trim() === '' ? `${text}x` : text;
}

/** A text that an input may hold, made to break out of every kind of file. */
export const hostileText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: dangerous },
    { weight: 4, arbitrary: mixture },
    { weight: 1, arbitrary: scribble },
    {
      weight: 1,
      arbitrary: fc
        .tuple(dangerous, fc.constantFrom(100, 499))
        .map(([text, length]) => text.repeat(length).slice(0, length)),
    },
  )
  .map(visible);

/** A text with a character that nobody sees somewhere in it. */
export const unseenText: fc.Arbitrary<string> = fc
  .tuple(hostileText, fc.constantFrom(...UNSEEN_CHARACTERS), fc.nat())
  .map(([text, character, position]) => {
    const index = position % (text.length + 1);
    return `${text.slice(0, index)}${character}${text.slice(index)}`;
  });

/** Any text at all: short and long, whole and broken. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  hostileText,
  unseenText,
  fc.constantFrom(...UNSEEN_CHARACTERS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .tuple(dangerous, fc.constantFrom(501, 5_000, 200_001))
    .map(([text, length]) =>
      text.repeat(Math.ceil(length / text.length)).slice(0, length),
    ),
);
