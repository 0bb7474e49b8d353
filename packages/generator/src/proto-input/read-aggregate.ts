import * as protobuf from 'protobufjs';
import type { ContractAggregate, GivenEnum } from '../domain/contract';
import type { StandardFieldNumbers } from '../domain/model';
import { pluralOf } from '../casing';
import { readField } from './read-field';
import type { Report } from './report';

/** What the fields of an aggregate are read against. */
export interface AggregateContext {
  readonly package: string;
  readonly enums: ReadonlyMap<string, GivenEnum>;
  /** Names of all aggregates. */
  readonly names: readonly string[];
  readonly report: Report;
}

const STANDARD_FIELDS = new Map<
  string,
  { key: keyof StandardFieldNumbers; type: string }
>([
  ['id', { key: 'id', type: 'string' }],
  ['version', { key: 'version', type: 'int32' }],
  ['created_at', { key: 'createdAt', type: 'google.protobuf.Timestamp' }],
  ['updated_at', { key: 'updatedAt', type: 'google.protobuf.Timestamp' }],
]);

/** Messages that are made from the aggregates; a given .proto may leave them out. */
const MADE_MESSAGE = /(?:Request|Response|Created|Updated)$/;

/** Names of the messages that are aggregates; reports messages that are neither aggregate nor made. */
export function aggregateNames(
  declarations: readonly protobuf.ReflectionObject[],
  report: Report,
): string[] {
  const messages = declarations.filter(
    declaration => declaration instanceof protobuf.Type,
  );
  const names = messages
    .map(({ name }) => name)
    .filter(name => !MADE_MESSAGE.test(name));
  const made = new Set(
    names.flatMap(name => [
      ...['Create', 'Get', 'Update'].flatMap(verb => [
        `${verb}${name}Request`,
        `${verb}${name}Response`,
      ]),
      ...['List', 'Export'].flatMap(verb => [
        `${verb}${pluralOf(name)}Request`,
        `${verb}${pluralOf(name)}Response`,
      ]),
      `List${pluralOf(name)}AcrossOrganizationsRequest`,
      `List${pluralOf(name)}AcrossOrganizationsResponse`,
      `${name}Created`,
      `${name}Updated`,
    ]),
  );
  for (const { name } of messages) {
    if (MADE_MESSAGE.test(name) && !made.has(name)) {
      report(
        name,
        'looks like a request, response or event, but belongs to no aggregate of this file; rename or remove it',
      );
    }
  }
  for (const declaration of declarations) {
    if (
      !(declaration instanceof protobuf.Type) &&
      !(declaration instanceof protobuf.Enum) &&
      !(declaration instanceof protobuf.Service)
    ) {
      report(
        declaration.name,
        'is not a message, an enum or a service, and cannot be kept; remove it',
      );
    }
  }
  return names;
}

/** One aggregate of a given .proto; reports what cannot be mapped. */
export function readAggregate(
  type: protobuf.Type,
  context: AggregateContext,
): ContractAggregate {
  const { report } = context;
  if (type.nestedArray.length > 0) {
    for (const nested of type.nestedArray) {
      report(
        `${type.name}.${nested.name}`,
        'is declared inside a message; move it to the top of the file',
      );
    }
  }
  if (type.options)
    report(type.name, 'has options, which cannot be kept; remove them');
  if (type.reserved?.length) {
    report(
      type.name,
      'has reserved numbers or names, which cannot be kept yet; remove them',
    );
  }
  for (const oneof of type.oneofsArray) {
    const optional = oneof.fieldsArray.every(
      field => field.getOption('proto3_optional') === true,
    );
    if (!optional)
      report(
        `${type.name}.${oneof.name}`,
        'is a oneof, which a table cannot hold; use separate optional fields',
      );
  }
  const numbers: Partial<Record<keyof StandardFieldNumbers, number>> = {};
  const fields = type.fieldsArray.flatMap(field => {
    const standard = STANDARD_FIELDS.get(field.name);
    if (standard === undefined)
      return readField(type.name, field, context) ?? [];
    if (field.type !== standard.type || field.repeated) {
      report(
        `${type.name}.${field.name}`,
        `every aggregate has ${field.name} as ${standard.type}; give it that type or remove it`,
      );
    }
    if (field.options)
      report(
        `${type.name}.${field.name}`,
        'has options, but is a standard field; remove them',
      );
    numbers[standard.key] = field.id;
    return [];
  });
  if (fields.length === 0) report(type.name, 'has no field of its own');
  if (fields.length > 60) report(type.name, 'must have at most 60 fields');
  return {
    name: type.name,
    plural: pluralOf(type.name),
    ...(type.comment ? { description: type.comment } : {}),
    tenantWideList: false,
    numbers: freeNumbers(
      numbers,
      new Set(type.fieldsArray.map(field => field.id)),
    ),
    fields,
  };
}

/** Standard fields that the author has not declared get the first numbers that are free. */
function freeNumbers(
  given: Partial<Record<keyof StandardFieldNumbers, number>>,
  taken: Set<number>,
): StandardFieldNumbers {
  const next = () => {
    let number = 1;
    while (taken.has(number)) number += 1;
    taken.add(number);
    return number;
  };
  return {
    id: given.id ?? next(),
    version: given.version ?? next(),
    createdAt: given.createdAt ?? next(),
    updatedAt: given.updatedAt ?? next(),
  };
}
