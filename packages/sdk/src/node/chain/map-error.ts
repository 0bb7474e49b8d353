import { Code, ConnectError } from '@connectrpc/connect';

import { isOutboundError } from '../client/outbound-error.js';
import { isDatabaseError } from '../telemetry/redaction.js';

/** Codes whose messages a handler writes for the caller; everything else is internal. */
const SAFE_CODES: ReadonlySet<Code> = new Set([
  Code.Canceled,
  Code.InvalidArgument,
  Code.DeadlineExceeded,
  Code.NotFound,
  Code.AlreadyExists,
  Code.PermissionDenied,
  Code.ResourceExhausted,
  Code.FailedPrecondition,
  Code.Aborted,
  Code.OutOfRange,
  Code.Unimplemented,
  Code.Unavailable,
  Code.Unauthenticated,
]);

/** What another service may do to this one that the caller can only wait out. */
const TRANSIENT_CODES: ReadonlySet<Code> = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Aborted,
  Code.ResourceExhausted,
]);

/** Node's codes for a connection that could not be made or was lost. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Turns whatever was thrown into what a caller may see (§6, ErrorMapper). The
 * text of a database error never leaves, because it names tables and holds
 * values; nor does what another service answered to this one.
 */
export function mapError(error: unknown): ConnectError {
  if (error instanceof ConnectError) {
    if (isOutboundError(error) || error.isWireError) {
      return mapOutboundError(error);
    }
    return SAFE_CODES.has(error.code) ? error : internal(error);
  }
  if (isDatabaseError(error)) {
    return mapDatabaseError(error);
  }
  if (
    error instanceof Error &&
    (error.name === 'AbortError' || error.name === 'TimeoutError')
  ) {
    return new ConnectError(
      'The call was ended before it was done.',
      Code.Canceled,
      undefined,
      undefined,
      error,
    );
  }
  return isNetworkError(error) ? unavailable(error) : internal(error);
}

function mapOutboundError(error: ConnectError): ConnectError {
  if (error.code === Code.Canceled) {
    return new ConnectError(
      'The call was ended before it was done.',
      Code.Canceled,
      undefined,
      undefined,
      error,
    );
  }
  return TRANSIENT_CODES.has(error.code) ? unavailable(error) : internal(error);
}

interface DatabaseError extends Error {
  readonly code: string;
  readonly table?: string;
  readonly constraint?: string;
}

function mapDatabaseError(error: DatabaseError): ConnectError {
  const map = (code: Code, message: string): ConnectError =>
    new ConnectError(message, code, undefined, undefined, error);
  switch (error.code) {
    case '23505':
      return map(
        Code.AlreadyExists,
        `${columnOf(error, 'key') ?? 'The value'}: is taken`,
      );
    case '23503':
      return map(
        Code.FailedPrecondition,
        `${columnOf(error, 'fkey') ?? 'A reference'}: does not exist`,
      );
    case '23502':
    case '23514':
      return map(
        Code.InvalidArgument,
        `${columnOf(error, 'check') ?? 'A value'}: is not allowed`,
      );
    case '57014':
      return map(Code.DeadlineExceeded, 'The call took too long.');
    case '40001':
    case '40P01':
    case '55P03':
      return map(Code.Aborted, 'Another change was faster; try again.');
    case '53300':
    case '57P01':
    case '57P02':
    case '57P03':
      return unavailable(error);
    default:
      // 22xxx, a value that does not fit its type, is the caller's doing.
      return error.code.startsWith('22')
        ? map(Code.InvalidArgument, 'A value: is not allowed')
        : internal(error);
  }
}

/** Name of the column from the name of a constraint, `<table>_<column>_<kind>`. */
function columnOf(
  { table, constraint }: DatabaseError,
  kind: string,
): string | undefined {
  const suffix = `_${kind}`;
  if (
    table === undefined ||
    !constraint?.startsWith(`${table}_`) ||
    !constraint.endsWith(suffix)
  ) {
    return undefined;
  }
  return constraint.slice(table.length + 1, -suffix.length) || undefined;
}

function isNetworkError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    NETWORK_CODES.has(error.code)
  );
}

function unavailable(error: unknown): ConnectError {
  return new ConnectError(
    'The service is not available; try again.',
    Code.Unavailable,
    undefined,
    undefined,
    error,
  );
}

function internal(error: unknown): ConnectError {
  return new ConnectError(
    'internal error',
    Code.Internal,
    undefined,
    undefined,
    error,
  );
}
