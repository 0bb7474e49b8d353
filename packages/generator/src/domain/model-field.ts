import {
  camelCase,
  kebabCase,
  pascalCase,
  snakeCase,
  upperSnakeCase,
} from '../casing';
import { UserText } from '../rendering/user-text';
import { decimalShape, DEFAULT_LENGTHS } from './check-field';
import type { ContractAggregate, ContractField } from './contract';
import { decimalDigits } from './decimal';
import { enumNameOf } from './generated-names';
import { FIELD_TYPES, type FieldType } from './input';
import type {
  ColumnModel,
  EnumModel,
  FieldModel,
  ReferenceModel,
} from './model';

const PROTO_TYPES: Readonly<Record<FieldType, string>> = {
  string: 'string',
  text: 'string',
  integer: 'int64',
  decimal: 'string',
  boolean: 'bool',
  date: 'string',
  timestamp: 'google.protobuf.Timestamp',
  uuid: 'string',
  enum: 'int32',
  reference: 'string',
  money: 'ameide.common.v1.Money',
};

const TS_TYPES: Readonly<Record<FieldType, string>> = {
  string: 'string',
  text: 'string',
  integer: 'bigint',
  decimal: 'string',
  boolean: 'boolean',
  date: 'string',
  timestamp: 'Timestamp',
  uuid: 'string',
  enum: 'number',
  reference: 'string',
  money: 'Money',
};

const COLUMN_TYPES: Readonly<
  Record<Exclude<FieldType, 'decimal' | 'money'>, string>
> = {
  string: 'text',
  text: 'text',
  integer: 'bigint',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamptz',
  uuid: 'uuid',
  enum: 'text',
  reference: 'uuid',
};

/** Free text of the input, or null. */
export function textOrNull(text: string | undefined): UserText | null {
  return text === undefined || text === '' ? null : new UserText(text);
}

/** `{ string: …, text: …, … }` for every type. */
export function byType<Value>(
  value: (type: FieldType) => Value,
): Record<FieldType, Value> {
  return Object.fromEntries(
    FIELD_TYPES.map(type => [type, value(type)]),
  ) as Record<FieldType, Value>;
}

/** What the skeleton sees of one field. */
export function buildField(
  aggregate: ContractAggregate,
  field: ContractField,
  aggregates: readonly ContractAggregate[],
): FieldModel {
  const table = snakeCase(aggregate.name);
  const columns = columnsOf(field);
  const [first] = columns;
  if (first === undefined)
    throw new Error(`${aggregate.name}.${field.name} has no column`);
  const enumModel =
    field.type === 'enum' ? buildEnum(aggregate.name, field) : null;
  const lengths = lengthsOf(field);
  const int32 = field.int32 ?? false;
  const { precision, scale } = decimalShape(field);
  return {
    name: camelCase(field.protoName),
    pascal: pascalCase(field.protoName),
    inputName: field.name,
    type: field.type,
    is: byType(type => type === field.type),
    description: textOrNull(field.description),
    required: field.required,
    unique: field.unique,
    uniqueConstraint: field.unique ? `${table}_${first.name}_key` : null,
    classification: field.classification,
    classificationProto: `CLASSIFICATION_${field.classification.toUpperCase()}`,
    sensitive:
      field.classification === 'confidential' ||
      field.classification === 'personal',
    protoName: field.protoName,
    protoType: enumModel?.name ?? (int32 ? 'int32' : PROTO_TYPES[field.type]),
    protoNumber: field.protoNumber,
    tsType: enumModel?.name ?? (int32 ? 'number' : TS_TYPES[field.type]),
    int32,
    isMessage: field.type === 'timestamp' || field.type === 'money',
    columns,
    column: first.name,
    columnType: first.type,
    ...lengths,
    pattern: textOrNull(field.pattern),
    min: digitsOrNull(field.min),
    max: digitsOrNull(field.max),
    precision: field.type === 'decimal' ? precision : null,
    scale: field.type === 'decimal' ? scale : null,
    wholeDigits: field.type === 'decimal' ? precision - scale : null,
    currency: field.currency ?? null,
    enum: enumModel,
    reference: buildReference(aggregate, field, aggregates),
  };
}

function columnsOf(field: ContractField): ColumnModel[] {
  const nullable = !field.required;
  const { precision, scale } = decimalShape(field);
  const numeric = `numeric(${precision}, ${scale})`;
  if (field.type === 'money') {
    return [
      { name: `${field.protoName}_amount`, type: numeric, nullable },
      { name: `${field.protoName}_currency`, type: 'text', nullable },
    ];
  }
  const ofType = field.type === 'decimal' ? numeric : COLUMN_TYPES[field.type];
  const type = field.int32 ? 'integer' : ofType;
  return [{ name: field.protoName, type, nullable }];
}

function lengthsOf(
  field: ContractField,
): Pick<FieldModel, 'minLength' | 'maxLength'> {
  if (field.type !== 'string' && field.type !== 'text')
    return { minLength: null, maxLength: null };
  return {
    minLength: field.minLength ?? (field.required ? 1 : 0),
    maxLength: field.maxLength ?? DEFAULT_LENGTHS[field.type],
  };
}

function digitsOrNull(limit: number | string | undefined): string | null {
  return limit === undefined ? null : decimalDigits(limit) ?? null;
}

function buildEnum(aggregate: string, field: ContractField): EnumModel {
  const name = enumNameOf(aggregate, field);
  const prefix = upperSnakeCase(name);
  const local = (proto: string) => localName(name, proto);
  if (field.givenEnum !== undefined) {
    const isPrefixed = [
      field.givenEnum.unspecified,
      ...field.givenEnum.values.map(value => value.proto),
    ].every(proto => local(proto) !== proto);
    return {
      name,
      unspecified: field.givenEnum.unspecified,
      description: textOrNull(field.givenEnum.description),
      values: field.givenEnum.values.map(value => ({
        ...value,
        local: isPrefixed ? local(value.proto) : value.proto,
        description: textOrNull(value.description),
      })),
    };
  }
  return {
    name,
    unspecified: `${prefix}_UNSPECIFIED`,
    description: null,
    values: (field.values ?? []).map((value, index) => ({
      name: value,
      proto: `${prefix}_${value}`,
      local: local(`${prefix}_${value}`),
      number: index + 1,
      description: null,
    })),
  };
}

/**
 * Name of an enum value in the code of protobuf-es, which takes a prefix away
 * only where it is the enum's name with an underscore before each capital, and
 * where what is left begins with a letter.
 */
function localName(enumName: string, proto: string): string {
  const prefix = `${enumName.replace(/(?!^)[A-Z]/g, '_$&').toUpperCase()}_`;
  const rest = proto.slice(prefix.length);
  return proto.startsWith(prefix) && /^[A-Z]/.test(rest) ? rest : proto;
}

function buildReference(
  aggregate: ContractAggregate,
  field: ContractField,
  aggregates: readonly ContractAggregate[],
): ReferenceModel | null {
  if (field.type !== 'reference') return null;
  const target = aggregates.find(candidate => candidate.name === field.target);
  if (target === undefined)
    throw new Error(`${aggregate.name}.${field.name} refers to no aggregate`);
  return {
    aggregate: target.name,
    camel: camelCase(target.name),
    kebab: kebabCase(target.name),
    plural: target.plural,
    table: snakeCase(target.name),
    column: field.protoName,
    constraint: `${snakeCase(aggregate.name)}_${field.protoName}_fkey`,
    self: target.name === aggregate.name,
  };
}
