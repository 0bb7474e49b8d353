import type { JsonValue } from '@backstage/types';
import { isObject, textOf } from '../aggregates/document';

/** One projection as the form holds it, right or wrong. */
export interface ChosenProjection {
  readonly aggregate: string;
  readonly fields: readonly string[];
}

/** The projections that were chosen, as far as they can be read. */
export function readProjections(
  value: JsonValue | undefined,
): readonly ChosenProjection[] {
  if (!Array.isArray(value)) return [];
  return value.map(entry => {
    const { aggregate, fields } = isObject(entry) ? entry : {};
    return {
      aggregate: textOf(aggregate),
      fields: Array.isArray(fields) ? fields.map(textOf) : [],
    };
  });
}

/** The projections with one field more or less; one without fields is none. */
export function chooseField(
  value: JsonValue | undefined,
  choice: {
    readonly aggregate: string;
    readonly field: string;
    readonly isChosen: boolean;
  },
): JsonValue | undefined {
  const { aggregate, field, isChosen } = choice;
  const chosen = readProjections(value);
  const known = chosen.some(entry => entry.aggregate === aggregate);
  const next = (known ? chosen : [...chosen, { aggregate, fields: [] }])
    .map(entry => {
      if (entry.aggregate !== aggregate) return entry;
      const others = entry.fields.filter(name => name !== field);
      return { aggregate, fields: isChosen ? [...others, field] : others };
    })
    .filter(entry => entry.aggregate !== aggregate || entry.fields.length > 0)
    .map(entry => ({ aggregate: entry.aggregate, fields: [...entry.fields] }));
  return next.length > 0 ? next : undefined;
}
