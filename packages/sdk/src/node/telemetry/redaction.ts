/** What stands in the log in place of a value. */
export const REDACTED = '[redacted]';

const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_TEXT_LENGTH = 2_000;
/** Names that are secret whatever a contract says. */
const SECRET_NAME =
  /pass(word|wd)|secret|token|authorization|api_?key|private_?key|cookie|credential/i;

/** Turns anything that a log call is given into plain data without sensitive values. */
export type Redactor = (value: unknown) => unknown;

/**
 * Makes a redactor for the sensitive fields of a service's contract. It goes by
 * the names of fields, so that a message, a row of the database and an object
 * made of either are all covered; bytes and functions are never shown.
 */
export function createRedactor(sensitive: ReadonlySet<string>): Redactor {
  const hidden = (name: string): boolean =>
    sensitive.has(name) || SECRET_NAME.test(name);
  const redact = (value: unknown, depth: number): unknown => {
    switch (typeof value) {
      case 'string':
        return value.length > MAX_TEXT_LENGTH
          ? `${value.slice(0, MAX_TEXT_LENGTH)}…`
          : value;
      case 'bigint':
        return value.toString();
      case 'object':
        break;
      case 'function':
      case 'symbol':
        return `[${typeof value}]`;
      default:
        return value;
    }
    if (value === null) return null;
    if (value instanceof Date) return value;
    if (value instanceof Error) return describeError(value);
    if (ArrayBuffer.isView(value)) return '[bytes]';
    if (depth >= MAX_DEPTH) return '[…]';
    if (Array.isArray(value) || value instanceof Set) {
      return [...value]
        .slice(0, MAX_ITEMS)
        .map(item => redact(item, depth + 1));
    }
    const entries: [unknown, unknown][] =
      value instanceof Map
        ? [...value].slice(0, MAX_ITEMS)
        : Object.entries(value);
    // How protobuf-es holds the member of a oneof: the name stands beside the value.
    if (
      'case' in value &&
      'value' in value &&
      typeof value.case === 'string' &&
      hidden(value.case)
    ) {
      return { case: value.case, value: REDACTED };
    }
    return Object.fromEntries(
      entries.map(([name, item]) => [
        String(name),
        hidden(String(name)) ? REDACTED : redact(item, depth + 1),
      ]),
    );
  };
  return value => redact(value, 0);
}

/**
 * What the log shows of an error. The text of a PostgreSQL error can hold a
 * row's values, so only its code and the names of what it is about are shown.
 */
export function describeError(error: Error): Record<string, unknown> {
  const fields = error as Error & Record<string, unknown>;
  if (isDatabaseError(error)) {
    return {
      name: 'PostgresError',
      code: fields['code'],
      schema: fields['schema'],
      table: fields['table'],
      column: fields['column'],
      constraint: fields['constraint'],
      routine: fields['routine'],
    };
  }
  return {
    name: error.name,
    message: error.message.slice(0, MAX_TEXT_LENGTH),
    code: fields['code'],
    stack: error.stack
      ?.split('\n')
      .slice(1, 8)
      .map(line => line.trim()),
    cause:
      error.cause instanceof Error ? describeError(error.cause) : undefined,
  };
}

/** Whether PostgreSQL reported this error: it has a severity and a five-character SQLSTATE. */
export function isDatabaseError(
  error: unknown,
): error is Error & { readonly code: string; readonly constraint?: string } {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}
