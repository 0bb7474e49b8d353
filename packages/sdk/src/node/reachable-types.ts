import type { DescField, DescMessage } from '@bufbuild/protobuf';

/** Message type of a field, of its items, or of its values; undefined for fields of other types. */
export function messageOf(field: DescField): DescMessage | undefined {
  return field.fieldKind === 'scalar' || field.fieldKind === 'enum'
    ? undefined
    : field.message;
}

/** A type and every type that can stand somewhere inside it. */
export function reachableTypes(schema: DescMessage): readonly DescMessage[] {
  const reached = new Set([schema]);
  for (const type of reached) {
    for (const field of type.fields) {
      const element = messageOf(field);
      if (element !== undefined) reached.add(element);
    }
  }
  return [...reached];
}
