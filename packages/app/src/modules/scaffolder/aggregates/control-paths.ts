import {
  attributesOf,
  FIELD_TYPES,
  type FieldType,
} from '@ameide/generator/inputs';
import { isObject, type Document, type EditedField } from './document';

/** Most aggregates, and fields of one, that are drawn: more are not allowed anyway. */
export interface Drawn {
  readonly aggregates: number;
  readonly fields: number;
}

const AGGREGATE = ['name', 'plural', 'description', 'tenantWideList', 'fields'];
const FIELD = [
  'name',
  'type',
  'required',
  'unique',
  'classification',
  'description',
];

/** The type of a field, where it is one that there is. */
export function typeOf(field: EditedField): FieldType | undefined {
  return FIELD_TYPES.find(type => type === field.attributes.type);
}

/**
 * The details of a field that are drawn: those of its type, and what was given
 * although the type has no such detail, so that it can be taken away.
 */
export function detailsOf(field: EditedField): string[] {
  const type = typeOf(field);
  const offered: string[] = type ? attributesOf(type) : [];
  const all = new Set<string>(FIELD_TYPES.flatMap(attributesOf));
  const given = Object.keys(field.attributes).filter(
    name => all.has(name) && field.attributes[name] !== undefined,
  );
  if (field.target !== undefined) given.push('target');
  return [...all].filter(
    name => offered.includes(name) || given.includes(name),
  );
}

/** Paths of all controls that the editor draws for a document. */
export function controlPaths(document: Document, drawn: Drawn): Set<string> {
  const paths = new Set<string>();
  document.aggregates.slice(0, drawn.aggregates).forEach((aggregate, index) => {
    if (aggregate.misfit !== undefined) return;
    const place = `aggregates[${index}]`;
    for (const name of AGGREGATE) paths.add(`${place}.${name}`);
    aggregate.fields.slice(0, drawn.fields).forEach((field, position) => {
      if (field.misfit !== undefined) return;
      for (const path of fieldPaths(field)) {
        paths.add(`${place}.fields[${position}].${path}`);
      }
    });
  });
  return paths;
}

function fieldPaths(field: EditedField): string[] {
  const details = detailsOf(field);
  const { values } = field.attributes;
  const items =
    details.includes('values') && Array.isArray(values)
      ? values.map((_, index) => `values[${index}]`)
      : [];
  return [...FIELD, ...details, ...items];
}

/** Keys of an aggregate or field that have no control. */
export function unknownKeys(
  attributes: unknown,
  kind: 'aggregate' | 'field',
): string[] {
  const known = new Set<string>(
    kind === 'aggregate'
      ? AGGREGATE
      : [...FIELD, ...FIELD_TYPES.flatMap(attributesOf)],
  );
  return isObject(attributes)
    ? Object.keys(attributes).filter(key => !known.has(key))
    : [];
}
