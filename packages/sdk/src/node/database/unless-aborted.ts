import { Code, ConnectError } from '@connectrpc/connect';

/**
 * Waits for a result, but no longer than the call lasts. What is under way goes
 * on to its own end; a failure that nobody waits for any more is dropped.
 *
 * @throws the signal's reason when it is aborted first.
 */
export async function unlessAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw reasonOf(signal);
  }
  return await new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(reasonOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    work
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** A signal's reason as a ConnectError: running out of time and being cancelled differ for the caller. */
export function reasonOf(signal: AbortSignal): ConnectError {
  const reason: unknown = signal.reason;
  if (reason instanceof ConnectError) {
    return reason;
  }
  // The name that AbortSignal.timeout() gives; its class differs from realm to realm.
  return (reason as { name?: unknown } | null)?.name === 'TimeoutError'
    ? new ConnectError(
        'The call took longer than it may.',
        Code.DeadlineExceeded,
      )
    : new ConnectError('The call was cancelled.', Code.Canceled);
}
