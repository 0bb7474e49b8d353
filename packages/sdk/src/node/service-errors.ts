import { Code, ConnectError } from '@connectrpc/connect';

/** There is no such thing, or it belongs to somebody else: a caller cannot tell which. */
export function notFound(resource: string, id: string): ConnectError {
  return new ConnectError(`${resource} ${id}: is not there`, Code.NotFound);
}

/** A value that must be unique is taken, in the caller's own organisation. */
export function alreadyExists(resource: string, field: string): ConnectError {
  return new ConnectError(
    `${field}: is taken by another ${resource}`,
    Code.AlreadyExists,
  );
}

/** The thing is not in a state that allows this. The message is shown to the caller. */
export function failedPrecondition(message: string): ConnectError {
  return new ConnectError(message, Code.FailedPrecondition);
}

/** A field of the request is wrong. The message is shown to the caller; keep values out of it. */
export function invalidArgument(field: string, message: string): ConnectError {
  return new ConnectError(`${field}: ${message}`, Code.InvalidArgument);
}

/** Somebody else changed the thing meanwhile; the caller reads it again and retries. */
export function aborted(message: string): ConnectError {
  return new ConnectError(message, Code.Aborted);
}
