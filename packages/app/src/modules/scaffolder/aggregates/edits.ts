import type { JsonObject, JsonValue } from '@backstage/types';
import {
  attributesOf,
  canBeUnique,
  FIELD_TYPES,
} from '@ameide/generator/inputs';
import {
  linkReferences,
  targetName,
  textOf,
  type Document,
  type EditedAggregate,
  type EditedField,
  type Key,
} from './document';

/** Something that a person does to a document. */
export type Edit =
  | { readonly type: 'add-aggregate' }
  | { readonly type: 'remove-aggregate'; readonly aggregate: Key }
  | {
      readonly type: 'move-aggregate';
      readonly aggregate: Key;
      readonly by: 1 | -1;
    }
  | {
      readonly type: 'set-aggregate';
      readonly aggregate: Key;
      readonly attribute: string;
      readonly value: JsonValue | undefined;
    }
  | {
      readonly type: 'add-field';
      readonly aggregate: Key;
      readonly after?: Key | undefined;
    }
  | {
      readonly type: 'remove-field';
      readonly aggregate: Key;
      readonly field: Key;
    }
  | {
      readonly type: 'move-field';
      readonly aggregate: Key;
      readonly field: Key;
      readonly by: 1 | -1;
    }
  | {
      readonly type: 'set-field';
      readonly aggregate: Key;
      readonly field: Key;
      readonly attribute: string;
      readonly value: JsonValue | undefined;
    }
  | {
      readonly type: 'keep-first';
      readonly aggregates: number;
      readonly fields: number;
    }
  | { readonly type: 'start-over' };

/** What a new field is before anything is said about it. */
const NEW_FIELD: JsonObject = {
  name: '',
  type: 'string',
  required: true,
  classification: 'internal',
};

/** The document after an edit; the same one when the edit changes nothing. */
export function applyEdit(document: Document, edit: Edit): Document {
  switch (edit.type) {
    case 'add-aggregate':
      return {
        nextKey: document.nextKey + 2,
        aggregates: [
          ...document.aggregates,
          {
            key: document.nextKey,
            attributes: { name: '' },
            fields: [{ key: document.nextKey + 1, attributes: NEW_FIELD }],
          },
        ],
      };
    case 'remove-aggregate':
      return removeAggregate(document, edit.aggregate);
    case 'move-aggregate': {
      const aggregates = moved(document.aggregates, edit.aggregate, edit.by);
      return aggregates === document.aggregates
        ? document
        : { ...document, aggregates };
    }
    case 'set-aggregate':
      return inAggregate(document, edit.aggregate, aggregate => ({
        ...aggregate,
        attributes: { ...aggregate.attributes, [edit.attribute]: edit.value },
      }));
    case 'add-field':
      return addField(document, edit.aggregate, edit.after);
    case 'remove-field':
      return inAggregate(document, edit.aggregate, aggregate => ({
        ...aggregate,
        fields: aggregate.fields.filter(({ key }) => key !== edit.field),
      }));
    case 'move-field':
      return inAggregate(document, edit.aggregate, aggregate => {
        const fields = moved(aggregate.fields, edit.field, edit.by);
        return fields === aggregate.fields
          ? aggregate
          : { ...aggregate, fields };
      });
    case 'set-field':
      return inAggregate(document, edit.aggregate, aggregate => ({
        ...aggregate,
        fields: aggregate.fields.map(field =>
          field.key === edit.field
            ? setField(document, field, edit.attribute, edit.value)
            : field,
        ),
      }));
    case 'keep-first':
      return {
        ...document,
        aggregates: document.aggregates
          .slice(0, edit.aggregates)
          .map(aggregate => ({
            ...aggregate,
            fields: aggregate.fields.slice(0, edit.fields),
          })),
      };
    case 'start-over':
      return { aggregates: [], nextKey: document.nextKey };
    default:
      return edit satisfies never;
  }
}

function inAggregate(
  document: Document,
  key: Key,
  change: (aggregate: EditedAggregate) => EditedAggregate,
): Document {
  let changed = false;
  const aggregates = document.aggregates.map(aggregate => {
    if (aggregate.key !== key) return aggregate;
    const next = change(aggregate);
    changed = next !== aggregate;
    return next;
  });
  return changed ? { ...document, aggregates } : document;
}

function addField(document: Document, aggregate: Key, after?: Key): Document {
  const field = { key: document.nextKey, attributes: NEW_FIELD };
  const next = inAggregate(document, aggregate, current => {
    const { attributes, withoutFields: _without, ...rest } = current;
    // A list of fields takes the place of what was given instead of one.
    const { fields: _misfit, ...kept } = attributes;
    const index = rest.fields.findIndex(({ key }) => key === after);
    const place = index < 0 ? rest.fields.length : index + 1;
    return {
      ...rest,
      attributes: kept,
      fields: [
        ...rest.fields.slice(0, place),
        field,
        ...rest.fields.slice(place),
      ],
    };
  });
  return next === document
    ? document
    : { ...next, nextKey: document.nextKey + 1 };
}

/** References to what is gone keep its name: the schema says that it leads nowhere. */
function removeAggregate(document: Document, key: Key): Document {
  return {
    ...document,
    aggregates: document.aggregates
      .filter(aggregate => aggregate.key !== key)
      .map(aggregate => ({
        ...aggregate,
        fields: aggregate.fields.map(field => {
          if (field.target !== key) return field;
          const { target: _gone, ...rest } = field;
          const target = targetName(field, document);
          return { ...rest, attributes: { ...field.attributes, target } };
        }),
      })),
  };
}

function setField(
  document: Document,
  field: EditedField,
  attribute: string,
  value: JsonValue | undefined,
): EditedField {
  const { misfit: _misfit, ...kept } = field;
  if (attribute === 'target') {
    const { target: _earlier, ...rest } = kept;
    const chosen = {
      ...rest,
      attributes: { ...field.attributes, target: value },
    };
    const [linked] =
      linkReferences({
        ...document,
        aggregates: [
          ...document.aggregates,
          { key: -1, attributes: {}, fields: [chosen] },
        ],
      }).aggregates.at(-1)?.fields ?? [];
    return linked ?? chosen;
  }
  const changed = { ...field.attributes, [attribute]: value };
  if (attribute !== 'type') return { ...kept, attributes: changed };
  return forType(kept, changed);
}

/** What the new type cannot have goes with the old type; undo brings it back. */
function forType(field: EditedField, attributes: JsonObject): EditedField {
  const type = FIELD_TYPES.find(known => known === attributes.type);
  if (!type) return { ...field, attributes };
  const offered: readonly string[] = attributesOf(type);
  const specific = new Set<string>(FIELD_TYPES.flatMap(attributesOf));
  const kept = Object.entries(attributes).filter(
    ([name, value]) =>
      !(specific.has(name) && !offered.includes(name)) &&
      !(name === 'unique' && value === true && !canBeUnique(type)),
  );
  return {
    key: field.key,
    attributes: Object.fromEntries(kept),
    ...(offered.includes('target') ? { target: field.target } : {}),
  };
}

function moved<Item extends { readonly key: Key }>(
  items: readonly Item[],
  key: Key,
  by: 1 | -1,
): readonly Item[] {
  const from = items.findIndex(item => item.key === key);
  const item = items[from];
  const other = items[from + by];
  if (!item || !other) return items;
  return items.map((current, index) => {
    if (index === from) return other;
    return index === from + by ? item : current;
  });
}

/** A name for announcements, also of something that has none yet. */
export function spokenName(attributes: JsonObject | undefined): string {
  return textOf(attributes?.name) || 'without a name';
}
