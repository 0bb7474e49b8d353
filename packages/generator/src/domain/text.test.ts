import {
  DANGEROUS_TEXTS,
  UNSEEN_CHARACTERS,
} from '../testing/hostile/dangerous-texts';
import { repeatable, unsafeCharacter } from './text';

// Joiners have a place between letters, line break and tab in every text.
const SEEN = ['\t', '\n', '\u200c', '\u200d'];

describe('unsafeCharacter', () => {
  it('finds what nobody sees, wherever it stands', () => {
    for (const character of UNSEEN_CHARACTERS) {
      if (SEEN.includes(character)) continue;
      for (const text of [character, `a${character}b`, `中${character}中`]) {
        expect([text, unsafeCharacter(text)]).toEqual([
          text,
          expect.stringMatching(/^U\+[0-9A-F]{4,6}$/),
        ]);
      }
    }
  });

  it('leaves every other text as it is, in any language', () => {
    for (const text of Object.values(DANGEROUS_TEXTS).flat())
      expect([text, unsafeCharacter(text)]).toEqual([text, undefined]);
  });

  it.each([
    ['a joiner between letters that have no forms', 'ad\u200dmin', 'U+200D'],
    ['a joiner alone', '\u200c', 'U+200C'],
    ['joiners in a row', 'ن\u200c\u200cه', 'U+200C'],
    ['a selector after a letter of ASCII', 'a\ufe00', 'U+FE00'],
    ['selectors in a row', '❤\ufe0f\ufe0e', 'U+FE0E'],
  ])('finds %s', (_what, text, character) => {
    expect(unsafeCharacter(text)).toBe(character);
  });

  it.each(['می\u200cخواهم', '👩\u200d👩\u200d👧', '❤\ufe0f', '1\ufe0f\u20e3'])(
    'leaves %s, which needs its joiners and selectors',
    text => {
      expect(unsafeCharacter(text)).toBeUndefined();
    },
  );
});

describe('repeatable', () => {
  it('keeps one line, and nothing that moves a cursor', () => {
    expect(repeatable('a\nb\u001b[31m\u202e\0')).toBe(
      'a\\u{a}b\\u{1b}[31m\\u{202e}\\u{0}',
    );
    expect(repeatable('x'.repeat(100), 5)).toBe('xxxxx …');
    expect(repeatable('Überfahrt 中文')).toBe('Überfahrt 中文');
  });
});
