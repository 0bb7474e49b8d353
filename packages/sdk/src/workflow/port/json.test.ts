import fc from 'fast-check';

import {
  canonicalJson,
  type JsonValue,
  MAX_PAYLOAD_BYTES,
  toJson,
} from './json.js';

class Money {
  readonly amount = 1;
}

const cycle: { self?: unknown } = {};
cycle.self = cycle;

describe('toJson', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a Date',
      { at: new Date() },
      /^payload: at is a Date, not a plain object/,
    ],
    ['an instance of a class', [new Money()], /\[0\] is a Money/],
    ['a Map', new Map(), /the value is a Map/],
    ['NaN', { n: NaN }, /n is NaN/],
    ['infinity', -Infinity, /-Infinity/],
    ['a bigint', 1n, /is a bigint/],
    ['a function', { f: () => 1 }, /f is a function/],
    ['a symbol', Symbol('x'), /is a symbol/],
    ['a cycle', cycle, /deeper than 64 levels/],
    ['a NUL', 'a\u0000', /cannot be stored/],
    ['half a surrogate pair', { text: '\ud800' }, /text has a character/],
    ['a NUL in a key', { 'a\u0000': 1 }, /\(the key\)/],
    ['__proto__ as a key', JSON.parse('{"__proto__": 1}'), /__proto__/],
    [
      'too much',
      'x'.repeat(MAX_PAYLOAD_BYTES),
      /262146 bytes, more than 262144/,
    ],
  ])('refuses %s', (_, value, message) => {
    expect(() => toJson(value, 'payload')).toThrow(message);
  });

  it.each<[string, unknown, JsonValue]>([
    ['undefined as null', undefined, null],
    ['no property that is undefined', { a: undefined, b: 1 }, { b: 1 }],
    ['null for what is undefined in a list', [undefined], [null]],
    [
      'objects without a prototype',
      Object.assign(Object.create(null), { a: 1 }),
      { a: 1 },
    ],
    ['-0 as 0', -0, 0],
  ])('takes %s', (_, value, expected) => {
    expect(toJson(value, 'payload')).toStrictEqual(expected);
  });

  it('gives a copy of whatever JSON is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        // Such strings are refused; the table says so.
        fc.pre(!/\\u0000|\\ud[89a-f]|__proto__/.test(JSON.stringify(plain)));
        const copy = toJson(plain, 'payload');
        expect(copy).toEqual(plain);
        expect(JSON.parse(canonicalJson(copy))).toEqual(plain);
      }),
    );
  });
});

describe('canonicalJson', () => {
  it('is one text for equal values, and another for others', () => {
    const json = fc.jsonValue({ maxDepth: 4 }).map(value => {
      const text = JSON.stringify(value).replaceAll('-0', '0');
      return JSON.parse(text) as JsonValue;
    });
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(canonicalJson(shuffled(a))).toBe(canonicalJson(a));
        expect(canonicalJson(a) === canonicalJson(b)).toBe(
          JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)),
        );
      }),
    );
  });
});

function shuffled(value: JsonValue): JsonValue {
  return rebuilt(value, keys => keys.reverse());
}

function sorted(value: JsonValue): JsonValue {
  return rebuilt(value, keys => keys.sort());
}

function rebuilt(
  value: JsonValue,
  order: (keys: string[]) => string[],
): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(one => rebuilt(one, order));
  const object = value as Record<string, JsonValue>;
  return Object.fromEntries(
    order(Object.keys(object)).map(key => [
      key,
      rebuilt(object[key] ?? null, order),
    ]),
  );
}
