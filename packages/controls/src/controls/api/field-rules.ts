import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import type { ContractField } from '../../facts/contracts/contracts';

const LONGEST_TEXT = 1_000_000;
const LARGEST_LIST = 10_000;
/** Formats that bound a text by what it means. */
const FORMATS = [
  'address',
  'email',
  'hostAndPort',
  'hostname',
  'ip',
  'ipPrefix',
  'ipv4',
  'ipv4Prefix',
  'ipv4WithPrefixlen',
  'ipv6',
  'ipv6Prefix',
  'ipv6WithPrefixlen',
  'ipWithPrefixlen',
  'tuuid',
  'ulid',
  'uri',
  'uriRef',
  'uuid',
  'wellKnownRegex',
];
/** Patterns that every text has. */
const MATCHES_ALL =
  /^\^?(\(\?s\)|\(\?:)?(\.|\[\\s\\S\]|\[\\S\\s\]|\[\^\])?[*+]?\)?\$?$/;

/** Messages that can hold anything. */
const ANYTHING = new Set([
  'google.protobuf.Any',
  'google.protobuf.Struct',
  'google.protobuf.Value',
  'google.protobuf.ListValue',
]);

function object(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : undefined;
}

function number(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== ''
    ? Number(value)
    : undefined;
}

function isAtMost(value: JsonValue | undefined, limit: number): boolean {
  const bound = number(value);
  return bound !== undefined && bound <= limit;
}

/** What is missing in the validation of a field that a caller fills; undefined where nothing is. */
export function validationProblem(field: ContractField): string | undefined {
  const rules =
    field.rules?.ignore === 'IGNORE_ALWAYS' ? {} : field.rules ?? {};
  if (field.shape === 'list') {
    const list = object(rules.repeated);
    if (!isAtMost(list?.maxItems, LARGEST_LIST)) {
      return 'takes any number of entries';
    }
    return valueProblem(field, object(list?.items) ?? {});
  }
  if (field.shape === 'map') {
    const map = object(rules.map);
    if (!isAtMost(map?.maxPairs, LARGEST_LIST)) {
      return 'takes any number of entries';
    }
    return valueProblem(field, object(map?.values) ?? {});
  }
  return valueProblem(field, rules);
}

function valueProblem(
  { type }: ContractField,
  rules: JsonObject,
): string | undefined {
  if (type.kind === 'message') {
    return ANYTHING.has(type.name)
      ? `takes anything (${type.name})`
      : undefined;
  }
  if (hasExpression(rules)) return undefined;
  if (type.kind === 'enum') {
    const values = object(rules.enum);
    return values?.definedOnly === true ||
      values?.in !== undefined ||
      values?.const !== undefined
      ? undefined
      : 'takes values that the enum does not have';
  }
  if (type.name !== 'string' && type.name !== 'bytes') return undefined;
  return isBounded(object(rules[type.name]) ?? {})
    ? undefined
    : 'takes a text of any length and form';
}

function hasExpression(rules: JsonObject): boolean {
  const stated = [
    ...(Array.isArray(rules.cel) ? rules.cel : []),
    ...(Array.isArray(rules.celExpression) ? rules.celExpression : []),
  ];
  return stated.some(rule => {
    const text = typeof rule === 'string' ? rule : object(rule)?.expression;
    // One that does not look at the value says nothing about it.
    return typeof text === 'string' && /\bthis\b/.test(text);
  });
}

function isBounded(rules: JsonObject): boolean {
  if (
    isAtMost(rules.maxLen, LONGEST_TEXT) ||
    isAtMost(rules.maxBytes, LONGEST_TEXT) ||
    isAtMost(rules.len, LONGEST_TEXT) ||
    isAtMost(rules.lenBytes, LONGEST_TEXT) ||
    rules.const !== undefined ||
    (Array.isArray(rules.in) && rules.in.length > 0)
  ) {
    return true;
  }
  if (
    FORMATS.some(
      format => rules[format] !== undefined && rules[format] !== false,
    )
  ) {
    return true;
  }
  const { pattern } = rules;
  return (
    typeof pattern === 'string' &&
    pattern.startsWith('^') &&
    pattern.endsWith('$') &&
    !MATCHES_ALL.test(pattern)
  );
}

/** Largest value that a number's rules let through; undefined where they have no bound. */
export function largest(field: ContractField): number | undefined {
  const rules = object(field.rules?.[field.type.name]);
  const { lte, lt, const: exact } = rules ?? {};
  const below = number(lt);
  return (
    number(exact) ??
    number(lte) ??
    (below === undefined ? undefined : below - 1)
  );
}

/** Most entries that a list's rules let through. */
export function mostEntries(field: ContractField): number | undefined {
  return number(object(field.rules?.repeated)?.maxItems);
}
