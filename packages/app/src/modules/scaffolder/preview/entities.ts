import type { JsonObject, JsonValue } from '@backstage/types';
import { contractOf } from '@ameide/generator/inputs';
import { isObject, textOf } from '../aggregates/document';
import { validInput } from '../fields/input-problems';

/** An aggregate as it is shown: what is known of it, be it finished or not. */
export interface Entity {
  readonly name: string;
  readonly plural: string;
  readonly description: string;
  readonly tenantWideList: boolean;
  readonly fields: readonly EntityField[];
}

/** A field as it is shown. */
export interface EntityField {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly unique: boolean;
  readonly classification: string;
  readonly target: string;
  readonly description: string;
  /** Limits in words, such as `at most 40 characters`. */
  readonly limits: readonly string[];
}

/** More than the schema allows is not shown. */
const SHOWN = { aggregates: 30, fields: 60, characters: 60 };

/**
 * The aggregates of a description, from the form's own or from a given
 * contract. What is wrong or missing is left out, so that a diagram can be drawn
 * at any time.
 */
export function entitiesOf(formData: JsonObject): readonly Entity[] {
  return listOf(aggregatesOf(formData), SHOWN.aggregates).map(aggregate => ({
    name: shortened(aggregate.name),
    plural: shortened(aggregate.plural),
    description: textOf(aggregate.description),
    tenantWideList: aggregate.tenantWideList === true,
    fields: listOf(aggregate.fields, SHOWN.fields).map(fieldOf),
  }));
}

function aggregatesOf(formData: JsonObject): JsonValue | undefined {
  if (formData.proto === undefined) return formData.aggregates;
  const input = validInput(formData);
  return input && (contractOf(input).aggregates as unknown as JsonValue);
}

function fieldOf(field: JsonObject): EntityField {
  return {
    name: shortened(field.name),
    type: shortened(field.type),
    required: field.required === true,
    unique: field.unique === true,
    classification: shortened(field.classification) || 'internal',
    target: shortened(field.target),
    description: textOf(field.description),
    limits: limitsOf(field),
  };
}

const WORDS: readonly (readonly [string, (limit: string) => string])[] = [
  ['minLength', limit => `at least ${limit} characters`],
  ['maxLength', limit => `at most ${limit} characters`],
  ['pattern', limit => `like ${limit}`],
  ['min', limit => `at least ${limit}`],
  ['max', limit => `at most ${limit}`],
  ['precision', limit => `${limit} digits`],
  ['scale', limit => `${limit} digits after the point`],
  ['currency', limit => `only ${limit}`],
];

/** The limits of a field in words. */
export function limitsOf(field: JsonObject): string[] {
  const limits = WORDS.flatMap(([name, words]) => {
    const limit = textOf(field[name]);
    return limit === '' ? [] : [words(limit)];
  });
  const values = Array.isArray(field.values) ? field.values.map(textOf) : [];
  return values.length > 0
    ? [`one of ${values.join(', ')}`, ...limits]
    : limits;
}

function listOf(value: JsonValue | undefined, length: number): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject).slice(0, length) : [];
}

function shortened(value: JsonValue | undefined): string {
  return textOf(value).slice(0, SHOWN.characters);
}
