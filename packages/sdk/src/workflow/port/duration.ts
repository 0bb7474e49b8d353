import { InvalidDefinitionError } from './errors.js';

/** A length of time, as the sum of its parts: `{ hours: 1, minutes: 30 }`. */
export interface Duration {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
}

const UNITS = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1_000,
  milliseconds: 1,
} as const;

/** Ten years: longer is a mistake in the unit. */
const LONGEST_MS = 3_653 * UNITS.days;

/**
 * Milliseconds of a duration, a whole number.
 *
 * @throws InvalidDefinitionError when it is empty, negative, or longer than ten years.
 */
export function milliseconds(duration: Duration, what: string): number {
  const parts = Object.entries(duration).filter(([, n]) => n !== undefined);
  const known = parts.every(
    ([unit, amount]) =>
      unit in UNITS && typeof amount === 'number' && amount >= 0,
  );
  const total = (Object.keys(UNITS) as (keyof Duration)[]).reduce(
    (sum, unit) => sum + (duration[unit] ?? 0) * UNITS[unit],
    0,
  );
  if (!known || parts.length === 0 || !(total <= LONGEST_MS)) {
    throw new InvalidDefinitionError(
      `${what}: ${JSON.stringify(
        duration,
      )} is no duration between nothing and ten years.`,
    );
  }
  return Math.round(total);
}
