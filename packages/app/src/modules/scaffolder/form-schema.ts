import type { JsonObject, JsonValue } from '@backstage/types';
import { inputJsonSchema } from '@ameide/generator/inputs';

/** What a form needs to know to draw a field. */
const drawn = ['type', 'enum', 'const', 'title', 'description', 'default'];

/**
 * One property of a controller's description as the form draws it: its shape
 * without its constraints. Those are for `parseInput` alone; a browser that
 * enforced some of them itself would say the same thing in other words.
 *
 * @throws Error when the input has no such property.
 */
export function formSchema(property: string): JsonObject {
  const { properties } = inputJsonSchema('domain-controller') as {
    properties?: Record<string, JsonObject>;
  };
  const schema = properties?.[property];
  if (!schema) throw new Error(`The input has no property ${property}.`);
  return shapeOf(schema);
}

function shapeOf(schema: JsonObject): JsonObject {
  const shape: JsonObject = {};
  for (const keyword of drawn) {
    const value = schema[keyword];
    if (value !== undefined) shape[keyword] = value;
  }
  if (isObject(schema.items)) {
    shape.items = shapeOf(schema.items);
    // A choice of several among given values is drawn as check boxes.
    if (shape.items.enum !== undefined) shape.uniqueItems = true;
  }
  if (isObject(schema.properties)) {
    shape.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [
        name,
        isObject(value) ? shapeOf(value) : value,
      ]),
    );
  }
  const alternatives = (schema.oneOf ?? schema.anyOf) as
    | JsonObject[]
    | undefined;
  if (alternatives?.every(isPlain)) {
    // A limit is a number or a decimal in quotes: a person types a text.
    shape.type = 'string';
  } else if (alternatives) {
    shape.oneOf = alternatives.map(alternative => ({
      title: titleOf(alternative),
      ...shapeOf(alternative),
    }));
  }
  return shape;
}

/** The constant that tells an alternative from the others. */
function titleOf(alternative: JsonObject): string {
  for (const value of Object.values(
    (alternative.properties ?? {}) as Record<string, JsonObject>,
  )) {
    if (typeof value.const === 'string') return value.const;
  }
  return '';
}

function isPlain(schema: JsonObject): boolean {
  return schema.type === 'number' || schema.type === 'string';
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
