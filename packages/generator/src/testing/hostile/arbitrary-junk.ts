import fc from 'fast-check';
import { anyText } from './arbitrary-text';

const edgeNumber = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  0.1,
  1e21,
  1e-7,
  5e-324,
  Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 2,
  Number.MIN_SAFE_INTEGER,
  2 ** 31,
  2 ** 63,
  NaN,
  Infinity,
  -Infinity,
);

/** Numbers as texts: those of a decimal, and those that only look like one. */
export const numberText: fc.Arbitrary<string> = fc.constantFrom(
  '0',
  '-0',
  '007',
  '-007.50',
  '00',
  '0.0',
  '12.',
  '.5',
  '+1',
  '1e3',
  '1E400',
  '0x10',
  '0b11',
  '0o7',
  '1_000',
  '1,5',
  '١',
  'NaN',
  'Infinity',
  '-Infinity',
  '9007199254740993',
  '99999999999999999999999999999',
  '1'.repeat(28),
  `0.${'0'.repeat(11)}1`,
  '1n',
  ' 1',
  '1\n',
  '',
);

function nested(depth: number, list: boolean): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1)
    value = list ? [value] : { a: value };
  return value;
}

/** An object with a property of its own that is named like one of all objects. */
function withOwnKey(key: string, value: unknown): unknown {
  return JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);
}

function withHole(length: number): unknown[] {
  const list: unknown[] = [];
  list.length = length;
  list[length - 1] = 'x';
  return list;
}

/** A value of the wrong type, or at the edge of its type. */
export const junkValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: anyText },
  { weight: 3, arbitrary: edgeNumber },
  { weight: 3, arbitrary: numberText },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      null,
      undefined,
      true,
      false,
      [],
      {},
      [null],
      [[]],
      new Date(0),
      10n,
      Symbol.iterator,
      () => 1,
      /x/,
      new Map([['a', 1]]),
      new Set([1]),
      Object.create(null),
      Uint8Array.of(1, 2),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 50, 5_000), fc.boolean())
      .map(([depth, list]) => nested(depth, list)),
  },
  { weight: 1, arbitrary: fc.constantFrom(2, 70).map(withHole) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('__proto__', 'constructor', 'toString', 'length'),
        fc.constantFrom<unknown>({ polluted: true }, 'x', null, 1, []),
      )
      .map(([key, value]) => withOwnKey(key, value)),
  },
  { weight: 1, arbitrary: fc.anything() },
);
