import { decimalDigits } from '../domain/decimal';
import { repeatable } from '../domain/text';
import {
  DEFAULT_STRING_LENGTH,
  type VariableInput,
  type VariableType,
} from './input';
import type { Operator } from './step-details';

/** A value that stands in a description. */
export type Literal = string | number | boolean;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/;

const ORDERED: readonly VariableType[] = [
  'integer',
  'decimal',
  'date',
  'timestamp',
];

/** The comparisons that a type has: all that have an order can be less or more. */
export function operatorsOf(type: VariableType): readonly Operator[] {
  return ORDERED.includes(type)
    ? ['=', '!=', '<', '<=', '>', '>=']
    : ['=', '!='];
}

/** Why a value is none that the variable can have, if it is none. */
export function literalProblem(
  variable: VariableInput,
  value: Literal,
): string | undefined {
  const wrong = (like: string) =>
    `${repeatable(JSON.stringify(value))} is not a value of ${
      variable.name
    }, which is of type ${variable.type}; write it like ${like}`;
  switch (variable.type) {
    case 'string': {
      if (typeof value !== 'string') return wrong('"text"');
      const longest = variable.maxLength ?? DEFAULT_STRING_LENGTH;
      return value.length > longest
        ? `is longer than ${variable.name}, which has at most ${longest} characters`
        : undefined;
    }
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : wrong('12');
    case 'decimal':
      return typeof value !== 'boolean' && decimalDigits(value) !== undefined
        ? undefined
        : wrong('12.50');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('true');
    case 'date':
      return typeof value === 'string' &&
        DATE.test(value) &&
        isDay(`${value}T00:00:00.000Z`)
        ? undefined
        : wrong('"2027-01-31"');
    case 'timestamp':
      return typeof value === 'string' &&
        TIMESTAMP.test(value) &&
        isDay(value.replace(/:(\d{2})Z$/, ':$1.000Z'))
        ? undefined
        : wrong('"2027-01-31T12:00:00Z"');
    case 'uuid':
      return typeof value === 'string' && UUID.test(value)
        ? undefined
        : wrong('"123e4567-e89b-42d3-a456-426614174000"');
    default:
      return variable.values?.some(one => one === value) ?? true
        ? undefined
        : `${repeatable(JSON.stringify(value))} is not a value of ${
            variable.name
          }; use one of ${variable.values?.join(', ')}`;
  }
}

/** Whether there is such a day and time: 31 February becomes another when it is read. */
function isDay(text: string): boolean {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}
