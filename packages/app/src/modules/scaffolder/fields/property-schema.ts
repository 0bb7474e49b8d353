import type { JsonValue } from '@backstage/types';
import { inputJsonSchema } from '@ameide/generator/inputs';

/** What a form takes from the schema of a property. It draws; `parseInput` decides. */
export interface PropertySchema {
  readonly description?: string;
  readonly default?: JsonValue;
  readonly enum?: readonly string[];
  readonly maxItems?: number;
  readonly items?: PropertySchema;
  readonly properties?: Readonly<Record<string, PropertySchema>>;
}

const { properties } = inputJsonSchema('domain-controller') as PropertySchema;

/** Every property that a description can have. */
export const PROPERTIES: readonly string[] = Object.keys(properties ?? {});

/**
 * The schema of one property of a controller's description.
 *
 * @throws Error when the input has no such property.
 */
export function propertySchema(property: string): PropertySchema {
  const schema = PROPERTIES.includes(property) && properties?.[property];
  if (!schema) throw new Error(`The input has no property ${property}.`);
  return schema;
}
