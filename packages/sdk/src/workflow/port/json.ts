import { InvalidPayloadError } from './errors.js';

/** What may cross the port: everything an engine stores is one of these. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Bytes that one input, message or result may take as JSON. Payloads carry ids, not
 * documents: an engine keeps every one of them for as long as it keeps the instance.
 */
export const MAX_PAYLOAD_BYTES = 256 * 1024;

const MAX_DEPTH = 64;

/**
 * A copy of a value that holds nothing but JSON. `undefined` becomes null, and
 * properties that are undefined are left out, as JSON.stringify does.
 *
 * @param what Names the value in the error, for example `input of step reserve`.
 * @throws InvalidPayloadError when something would be lost or changed on its way through JSON (a Date, NaN, a class, a cycle), or it is too large.
 */
export function toJson(value: unknown, what: string): JsonValue {
  const copy = copyJson(value ?? null, what, '', 0);
  const bytes = new TextEncoder().encode(canonicalJson(copy)).length;
  if (bytes > MAX_PAYLOAD_BYTES) {
    throw new InvalidPayloadError(
      what,
      `takes ${bytes} bytes, more than ${MAX_PAYLOAD_BYTES}; keep the data where it belongs and pass its id`,
    );
  }
  return copy;
}

/** One text for all values that are equal: keys in the order of their UTF-16 code units, no white space. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) {
    return JSON.stringify(value);
  }
  if (isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  const members = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** Code may change what it gets; what is recorded must not change with it. */
export function copyOf(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function copyJson(
  value: unknown,
  what: string,
  path: string,
  depth: number,
): JsonValue {
  const refuse = (problem: string): never => {
    throw new InvalidPayloadError(
      what,
      `${path === '' ? 'the value' : path} ${problem}`,
    );
  };
  // A cycle ends here too.
  if (depth > MAX_DEPTH) {
    return refuse(`is nested deeper than ${MAX_DEPTH} levels`);
  }
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      // PostgreSQL stores neither of these in text, and JSON turns the second into something else.
      return value.includes('\u0000') || !value.isWellFormed()
        ? refuse('has a character that cannot be stored')
        : value;
    case 'number':
      if (!Number.isFinite(value)) {
        return refuse(`is ${value}, which JSON has no number for`);
      }
      return value === 0 ? 0 : value;
    case 'object':
      break;
    default:
      return refuse(`is a ${typeof value}, which JSON has no form for`);
  }
  if (value === null) {
    return null;
  }
  if (Array.isArray(value)) {
    return Array.from(value, (item: unknown, index) =>
      copyJson(item ?? null, what, `${path}[${index}]`, depth + 1),
    );
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // By its chain, not by identity: an isolate has an Object of its own.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return refuse(
      `is a ${value.constructor?.name ?? 'class'}, not a plain object`,
    );
  }
  const copy: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(value)) {
    copyJson(key, what, `${path}.${JSON.stringify(key)} (the key)`, depth);
    if (key === '__proto__') {
      return refuse('has a property that is called __proto__');
    }
    if (member !== undefined) {
      copy[key] = copyJson(
        member,
        what,
        path === '' ? key : `${path}.${key}`,
        depth + 1,
      );
    }
  }
  return copy;
}
