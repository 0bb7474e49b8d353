import type { JsonObject, JsonValue } from '@backstage/types';

/** Names one aggregate or field of a document for as long as it is edited. */
export type Key = number;

/** A field as it is edited: maybe unfinished, maybe wrong. */
export interface EditedField {
  readonly key: Key;
  /** All that is known of it, but the target of a reference that leads somewhere. */
  readonly attributes: JsonObject;
  /** The aggregate that a reference leads to; it follows when that is renamed. */
  readonly target?: Key | undefined;
  /** What stands where a field should, when it is no map of attributes. */
  readonly misfit?: JsonValue | undefined;
}

/** An aggregate as it is edited. */
export interface EditedAggregate {
  readonly key: Key;
  /** All that is known of it but its fields. */
  readonly attributes: JsonObject;
  readonly fields: readonly EditedField[];
  /** Whether no list of fields was given, which is not the same as an empty one. */
  readonly withoutFields?: boolean | undefined;
  readonly misfit?: JsonValue | undefined;
}

/** What the aggregate editor edits. */
export interface Document {
  readonly aggregates: readonly EditedAggregate[];
  /** The key that the next new aggregate or field gets. */
  readonly nextKey: Key;
  readonly misfit?: JsonValue | undefined;
}

/**
 * Reads whatever the form holds under `aggregates`. Nothing is thrown away:
 * {@link writeDocument} gives the same back until something is edited, so that
 * validation speaks about what was really given.
 */
export function readDocument(value: JsonValue | undefined): Document {
  let nextKey = 1;
  if (value === undefined) return { aggregates: [], nextKey };
  if (!Array.isArray(value)) return { aggregates: [], nextKey, misfit: value };
  const aggregates = value.map((item): EditedAggregate => {
    const key = nextKey++;
    if (!isObject(item)) {
      return { key, attributes: {}, fields: [], misfit: item };
    }
    const { fields, ...attributes } = item;
    if (!Array.isArray(fields)) {
      return { key, attributes: item, fields: [], withoutFields: true };
    }
    return {
      key,
      attributes,
      fields: fields.map((field): EditedField => {
        const fieldKey = nextKey++;
        return isObject(field)
          ? { key: fieldKey, attributes: field }
          : { key: fieldKey, attributes: {}, misfit: field };
      }),
    };
  });
  return linkReferences({ aggregates, nextKey });
}

/** The value of a document, as the form holds it and validation sees it. */
export function writeDocument(document: Document): JsonValue | undefined {
  if (document.misfit !== undefined) return document.misfit;
  if (document.aggregates.length === 0) return undefined;
  return document.aggregates.map(aggregate => {
    if (aggregate.misfit !== undefined) return aggregate.misfit;
    const attributes = withoutBlanks(aggregate.attributes);
    if (aggregate.withoutFields) return attributes;
    return {
      ...attributes,
      fields: aggregate.fields.map(field => writeField(field, document)),
    };
  });
}

function writeField(field: EditedField, document: Document): JsonValue {
  if (field.misfit !== undefined) return field.misfit;
  const attributes = withoutBlanks(field.attributes);
  const name = targetName(field, document);
  return name ? { ...attributes, target: name } : attributes;
}

/** The name of what a reference leads to, or the text that leads nowhere. */
export function targetName(field: EditedField, document: Document): string {
  if (field.target === undefined) return textOf(field.attributes.target);
  const target = document.aggregates.find(({ key }) => key === field.target);
  return textOf(target?.attributes.name);
}

/**
 * Binds the references that are named by a text to the aggregate of that name,
 * where there is exactly one: from then on they follow it.
 */
export function linkReferences(document: Document): Document {
  const named = new Map<string, Key | undefined>();
  for (const { key, attributes } of document.aggregates) {
    const name = textOf(attributes.name);
    named.set(name, named.has(name) ? undefined : key);
  }
  return {
    ...document,
    aggregates: document.aggregates.map(aggregate => ({
      ...aggregate,
      fields: aggregate.fields.map(field => {
        const target = field.attributes.target;
        if (typeof target !== 'string' || target === '') return field;
        const key = named.get(target);
        if (key === undefined) return field;
        const { target: _bound, ...attributes } = field.attributes;
        return { ...field, attributes, target: key };
      }),
    })),
  };
}

/** A value as a text control shows it. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** Whether a value is a map of keys and values. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An emptied control means that nothing is given; the schema says what is missing then. */
function withoutBlanks(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([, value]) => value !== undefined && value !== '',
    ),
  );
}
