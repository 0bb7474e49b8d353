import { ServiceUnavailableError, isError } from '@backstage/errors';

/** Where something is kept, for a message to people. */
export interface StoragePlace {
  /** Absolute path. */
  readonly place: string;
  /** Key of the configuration that chose it. */
  readonly setting: string;
}

/** Errors whose message says all: what was wrong, where, and what to do. */
const explained = new Set([
  'AbortError',
  'ConflictError',
  'InputError',
  'NotFoundError',
  'ServiceUnavailableError',
  'WriteTreeError',
]);

/**
 * Runs the work of an action. The log of a task shows the stack of an error;
 * one that explains itself loses it, so that the log shows its message alone.
 */
export async function withPlainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isError(error) && explained.has(error.name)) {
      error.stack = `${error.name}: ${error.message}`;
    }
    throw error;
  }
}

/**
 * Puts an error of the disk into words: which folder, which setting, what to do.
 * Any other error is given back as it is.
 */
export function explainStorageError(
  error: unknown,
  { place, setting }: StoragePlace,
): unknown {
  const where = `${place} (${setting})`;
  switch (storageCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new ServiceUnavailableError(
        `There is no space left in ${where}. Nothing of this run was kept. Make room there and start it again.`,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ServiceUnavailableError(
        `The portal may not write to ${where}. Nothing of this run was kept. Make the folder writable for the portal's user and start it again.`,
      );
    default:
      return error;
  }
}

/** The code of the system's error, which may be the cause of another. */
function storageCode(error: unknown): string | undefined {
  for (let current = error; isError(current); current = current.cause) {
    if (/^E[A-Z]+$/.test(String(current.code))) return String(current.code);
  }
  return undefined;
}
