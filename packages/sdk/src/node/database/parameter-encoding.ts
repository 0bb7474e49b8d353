import type { SqlValue } from './sql.js';

/** Writes a value in PostgreSQL's text format; bytes stay bytes and travel in binary format. */
export function encodeParameter(value: SqlValue): string | Buffer | null {
  if (value === null || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return String(value);
  }
  if (typeof value === 'boolean') {
    return value ? 't' : 'f';
  }
  if (value instanceof Date) {
    return encodeDate(value);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  if (Array.isArray(value)) {
    return `{${value.map(encodeElement).join(',')}}`;
  }
  throw new TypeError(
    `A parameter of type ${typeof value} cannot be sent to PostgreSQL; convert it first.`,
  );
}

function encodeDate(value: Date): string {
  if (Number.isNaN(value.getTime())) {
    throw new TypeError('An invalid Date cannot be sent to PostgreSQL.');
  }
  const year = value.getUTCFullYear();
  if (year >= 1 && year <= 9999) {
    return value.toISOString();
  }
  throw new TypeError(
    'A Date sent to PostgreSQL must lie in the years 1 to 9999.',
  );
}

/** Always quoted, so that no element can be read as NULL or as a delimiter. */
function encodeElement(element: unknown): string {
  if (
    typeof element !== 'string' &&
    typeof element !== 'number' &&
    typeof element !== 'bigint'
  ) {
    throw new TypeError(
      'Arrays sent to PostgreSQL hold strings, numbers or bigints only.',
    );
  }
  return `"${String(element).replace(
    /[\\"]/g,
    character => `\\${character}`,
  )}"`;
}
