import type * as protobuf from 'protobufjs';
import { z } from 'zod';
import { camelCase, pascalCase, snakeCase } from '../casing';
import type { ContractField } from '../domain/contract';
import { describeIssue } from '../controller/describe-issue';
import {
  fieldSchema,
  type Classification,
  type FieldInput,
} from '../domain/input';
import type { AggregateContext } from './read-aggregate';
import { readRules } from './read-rules';

const CLASSIFICATIONS = new Map<unknown, Classification>([
  ['CLASSIFICATION_UNSPECIFIED', 'internal'],
  ['CLASSIFICATION_PUBLIC', 'public'],
  ['CLASSIFICATION_INTERNAL', 'internal'],
  ['CLASSIFICATION_CONFIDENTIAL', 'confidential'],
  ['CLASSIFICATION_PERSONAL', 'personal'],
]);

const limitsSchema = z.object(
  fieldSchema.pick({
    minLength: true,
    maxLength: true,
    pattern: true,
    min: true,
    max: true,
  }).shape,
);

/** One field of a given .proto; reports what cannot be mapped. */
export function readField(
  aggregate: string,
  field: protobuf.Field,
  context: AggregateContext,
): ContractField | undefined {
  const place = `${aggregate}.${field.name}`;
  const report = (message: string) => context.report(place, message);
  if (field.repeated || field.map) {
    report(
      'is a list or a map, which a column cannot hold; make the entries an aggregate with a reference',
    );
    return undefined;
  }
  if (
    !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(field.name) ||
    field.name.length > 40
  ) {
    report(
      'is not a field name; use lower_snake with at most 40 characters, such as order_number',
    );
    return undefined;
  }
  const options = (field.parsedOptions ?? []) as readonly Readonly<
    Record<string, unknown>
  >[];
  const rules = readRules(options, report);
  const classification = readClassification(options, report);
  const type = field.type.replace(/^\./, '').replace(`${context.package}.`, '');
  const base = {
    name: camelCase(field.name),
    ...(field.comment ? { description: field.comment } : {}),
    required: rules.required,
    unique: false,
    classification,
    protoName: field.name,
    protoNumber: field.id,
  };
  const found = mapType(type, base.name, field.name, rules, context, report);
  if (found === undefined) return undefined;
  // A rule may hold any number that protobuf can write: -1, 0.5, nan.
  const limits = limitsSchema.safeParse(found, { error: describeIssue });
  for (const { path, message } of limits.error?.issues ?? [])
    report(`${path.join('.')} ${message}`);
  return limits.success ? { ...base, ...found } : undefined;
}

type Mapped = Pick<FieldInput, 'type'> &
  Partial<
    Pick<
      FieldInput,
      | 'minLength'
      | 'maxLength'
      | 'pattern'
      | 'min'
      | 'max'
      | 'target'
      | 'values'
    >
  > &
  Pick<ContractField, 'givenEnum' | 'int32'> & { name?: string };

function mapType(
  type: string,
  name: string,
  protoName: string,
  rules: ReturnType<typeof readRules>,
  context: AggregateContext,
  report: (message: string) => void,
): Mapped | undefined {
  const only = (...kinds: string[]) => {
    for (const kind of rules.kinds) {
      if (!kinds.includes(kind))
        report(
          `has a ${kind} rule, which does not apply to ${type}; remove it`,
        );
    }
  };
  const givenEnum = context.enums.get(type);
  if (givenEnum !== undefined) {
    only('enum');
    return {
      type: 'enum',
      values: givenEnum.values.map(value => value.name),
      givenEnum,
    };
  }
  switch (type) {
    case 'string': {
      only('string');
      if (!rules.uuid) {
        const { minLength, maxLength, pattern } = rules;
        const long = maxLength !== undefined && maxLength > 1_000;
        return {
          type: long ? 'text' : 'string',
          ...(minLength === undefined ? {} : { minLength }),
          ...(maxLength === undefined ? {} : { maxLength }),
          ...(pattern === undefined ? {} : { pattern }),
        };
      }
      // `customer_id` with the rule uuid is a reference where Customer is an aggregate.
      const target = protoName.endsWith('_id')
        ? pascalCase(protoName.slice(0, -3))
        : '';
      return context.names.includes(target)
        ? { type: 'reference', target, name: camelCase(snakeCase(target)) }
        : { type: 'uuid' };
    }
    case 'int32':
    case 'int64':
      only(type);
      return {
        type: 'integer',
        ...(type === 'int32' ? { int32: true } : {}),
        ...(rules.min === undefined ? {} : { min: rules.min }),
        ...(rules.max === undefined ? {} : { max: rules.max }),
      };
    case 'bool':
      only();
      return { type: 'boolean' };
    case 'google.protobuf.Timestamp':
      only();
      return { type: 'timestamp' };
    case 'ameide.common.v1.Money':
      only();
      return { type: 'money' };
    default:
      report(
        context.names.includes(type)
          ? `holds a ${type}; refer to it by string ${snakeCase(
              type,
            )}_id with the rule string.uuid instead`
          : `the type ${type} cannot be mapped for ${name}; use string, int32, int64, bool, an enum of this file, google.protobuf.Timestamp or ameide.common.v1.Money`,
      );
      return undefined;
  }
}

function readClassification(
  options: readonly Readonly<Record<string, unknown>>[],
  report: (message: string) => void,
): Classification {
  const values = options.flatMap(option => {
    const value = option['(ameide.common.v1.classification)'];
    return value === undefined ? [] : [value];
  });
  const [value] = values;
  if (value === undefined) return 'internal';
  const classification = CLASSIFICATIONS.get(value);
  if (classification === undefined) {
    report(
      `is not classified by one of ${[...CLASSIFICATIONS.keys()].join(', ')}`,
    );
    return 'internal';
  }
  return classification;
}
