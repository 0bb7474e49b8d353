import { matchesPattern } from './path-pattern';

describe('a pattern', () => {
  it.each([
    ['*', 'a', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['**/a', 'a', true],
    ['**/a', 'x/y/a', true],
    ['**/a', 'xa', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/*.ts', 'a/b.ts', true],
    ['a/*.ts', 'a/b/c.ts', false],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    ['', '', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(matchesPattern(pattern, path)).toBe(expected);
  });

  it('takes time in proportion to its length', () => {
    expect(matchesPattern('*a'.repeat(250), 'a'.repeat(4000))).toBe(true);
  });
});
