import { create } from '@bufbuild/protobuf';
import { type Timestamp, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { MoneySchema, type Money } from '@ameideio/ameide-sdk-ts/proto/ameide/common/v1/money_pb.js';

/*
 * Values for tests: the same seed gives the same value, different seeds give
 * different ones as far as the limits have room for them.
 */

/** Added to the seed of a classified field, so that no field that may be seen has the same value. */
export const CLASSIFIED = 10_000;

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2001, 0, 1);

/** Text that names its field, so that it is recognised wherever it turns up. */
export function text(field: string, seed: number, limits: { readonly minLength: number; readonly maxLength: number }): string {
  const { minLength, maxLength } = limits;
  const named = `sample ${field} ${seed}`;
  const short = String(seed).padStart(Math.min(maxLength, 8), 'p').slice(-maxLength);
  return (named.length <= maxLength ? named : short).padEnd(minLength, '.');
}

/** Text that a pattern of the contract accepts; with the most characters that it allows. */
export function matching(pattern: string, seed: number): string {
  const choices = [...pattern.slice(1, -1).matchAll(/(\[[^\]]+\]|.)(\{(?:\d+,)?(\d+)\}|\?)?/g)].flatMap(
    ([, atom = '', , most]): string[] => Array.from({ length: Number(most ?? 1) }, () => charactersOf(atom)),
  );
  let rest = seed;
  const characters = choices.reverse().map(allowed => {
    const character = allowed.charAt(rest % allowed.length);
    rest = Math.floor(rest / allowed.length);
    return character;
  });
  return characters.reverse().join('');
}

/** A whole number within limits; large where there are none. */
export function integer(seed: number, { min, max }: { readonly min?: bigint; readonly max?: bigint } = {}): bigint {
  const low = min ?? (max === undefined ? 700_000_000n : max - 1_000_000n);
  const high = max ?? low + 1_000_000n;
  return low + (BigInt(seed) % (high - low + 1n));
}

/** What a decimal number can be. */
export interface DecimalLimits {
  /** Digits in all. */
  readonly precision: number;
  /** Digits after the point. */
  readonly scale: number;
  readonly min?: string;
  readonly max?: string;
}

/** A decimal number within limits, with all its digits after the point. */
export function decimal(seed: number, { precision, scale, min, max }: DecimalLimits): string {
  const largest = 10n ** BigInt(precision) - 1n;
  const high = max === undefined ? largest : unitsOf(max, scale);
  const low = min === undefined ? (high < 0n ? -largest : 0n) : unitsOf(min, scale);
  // Begins in the middle of the limits, so that the digits are many.
  return formatUnits(low + (((high - low) / 2n + BigInt(seed)) % (high - low + 1n)), scale);
}

/** The number next to a limit, by the last digit: `beyond('0.50', 2, -1)` is `0.49`. */
export function beyond(limit: string, scale: number, step: 1 | -1): string {
  return formatUnits(unitsOf(limit, scale) + BigInt(step), scale);
}

/** A decimal number in units of its last digit. */
function unitsOf(decimal: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(scale, '0'));
  return decimal.startsWith('-') ? -units : units;
}

function formatUnits(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
}

/** A day of this century. */
export function date(seed: number): string {
  return new Date(FIRST_DAY + (seed % 20_000) * DAY_MS).toISOString().slice(0, 10);
}

/** A moment of this century. */
export function timestamp(seed: number): Timestamp {
  return timestampFromDate(new Date(FIRST_DAY + seed * 1_000));
}

/** An id that no row has. */
export function uuid(seed: number): string {
  return `00000000-0000-4000-8000-${seed.toString(16).padStart(12, '0')}`;
}

/** One of an enum's values. */
export function oneOf<Value>(values: readonly [Value, ...Value[]], seed: number): Value {
  return values[seed % values.length] ?? values[0];
}

/** An amount with all the digits that Money has. */
export function money(seed: number, currencyCode: string, min = '0'): Money {
  const low = unitsOf(min, 4);
  const units = low + ((1_234_500_000n + BigInt(seed) * 100n) % (LARGEST_AMOUNT - low + 1n));
  return create(MoneySchema, { currencyCode, amount: formatUnits(units, 4) });
}

/** In units of Money's last digit. */
const LARGEST_AMOUNT = 10n ** 19n - 1n;
const CANDIDATES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _.,:/@#+-';

function charactersOf(atom: string): string {
  if (!atom.startsWith('[')) {
    return atom;
  }
  const matcher = new RegExp(`^${atom}$`);
  return [...CANDIDATES].filter(character => matcher.test(character)).join('');
}
