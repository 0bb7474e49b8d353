import { describe, expect, it } from '@jest/globals';

import {
  type ArgumentConstraint,
  constraintCheck,
} from './argument-constraint.js';

describe('a constraint', () => {
  const path = ['filter', 'value'];
  const check = (constraint: unknown, value: unknown) =>
    constraintCheck(constraint)?.({ filter: { value } });

  it.each<[ArgumentConstraint, unknown[], unknown[]]>([
    [
      { kind: 'one-of', path, values: ['open', 7, true] },
      ['open', 7, true],
      ['Open', 'open ', '7', 'true', 1, ['open'], undefined, null, {}, NaN],
    ],
    [
      { kind: 'maximum', path, limit: 10 },
      [10, 0, -5],
      [10.1, '5', NaN, -Infinity, Infinity, undefined, null, [5], 5n],
    ],
    [{ kind: 'minimum', path, limit: 1 }, [1, 2], [0, '1', NaN, undefined]],
    [
      { kind: 'maximum-length', path, limit: 2 },
      ['', 'ab', ['a', 'b']],
      ['abc', ['a', 'b', 'c'], { length: 1 }, undefined, 2],
    ],
    [
      { kind: 'prefix', path, prefix: 'reports/' },
      ['reports/a', 'reports/a/b.txt'],
      [
        'reports/',
        'reports',
        'Reports/a',
        'reports/../secrets',
        'reports/a/../../b',
        'reports/./a',
        'reports//a',
        'reports/%2e%2e/a',
        'reports/a\\..\\b',
        'reports/a\0',
        ['reports/a'],
        undefined,
      ],
    ],
    [
      { kind: 'prefix', path, prefix: 'https://files.example/public/' },
      ['https://files.example/public/a'],
      [
        'https://files.example.attacker/public/a',
        'https://files.example/public/',
      ],
    ],
    [{ kind: 'absent', path }, [undefined], [null, '', 0, 'a']],
  ])('%j', (constraint, good, bad) => {
    for (const value of good) expect(check(constraint, value)).toBe(true);
    for (const value of bad) expect(check(constraint, value)).toBe(false);
  });

  it.each<[string, unknown]>([
    ['no kind', { path, values: ['a'] }],
    ['a pattern', { kind: 'pattern', path, pattern: '.*' }],
    ['a kind of the prototype', { kind: 'constructor', path }],
    ['no path', { kind: 'absent' }],
    ['an empty path', { kind: 'absent', path: [] }],
    ['a text for a path', { kind: 'absent', path: 'filter' }],
    ['no values', { kind: 'one-of', path, values: [] }],
    ['values that are no scalars', { kind: 'one-of', path, values: [{}] }],
    ['no limit', { kind: 'maximum', path, limit: NaN }],
    ['a text for a limit', { kind: 'maximum', path, limit: '10' }],
    ['no prefix', { kind: 'prefix', path, prefix: '' }],
    ['a prefix that ends in a name', { kind: 'prefix', path, prefix: 'rep' }],
    [
      'a prefix that ends in a host',
      { kind: 'prefix', path, prefix: 'https://files.example:' },
    ],
    ['a prefix of all hosts', { kind: 'prefix', path, prefix: 'https://' }],
    ['a prefix of a scheme', { kind: 'prefix', path, prefix: 'https:/' }],
    ['inherited', Object.create({ kind: 'absent', path })],
    ['nothing', undefined],
  ])('with %s says nothing that can be checked', (_, constraint) => {
    expect(constraintCheck(constraint)).toBeUndefined();
  });

  it('looks at own properties of plain objects only', () => {
    const open = constraintCheck({
      kind: 'one-of',
      path: ['a'],
      values: ['open'],
    })!;
    expect(open({ a: 'open' })).toBe(true);
    expect(open(Object.create({ a: 'open' }))).toBe(false);
    expect(open(Object.assign([], { a: 'open' }))).toBe(false);
    expect(open('open')).toBe(false);
    const first = constraintCheck({
      kind: 'one-of',
      path: ['0'],
      values: ['open'],
    })!;
    expect(first(['open'])).toBe(false);
    const proto = constraintCheck({
      kind: 'absent',
      path: ['__proto__', 'x'],
    })!;
    expect(proto({})).toBe(true);
  });
});
