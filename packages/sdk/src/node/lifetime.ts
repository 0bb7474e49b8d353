import { Code, ConnectError } from '@connectrpc/connect';

/** How long a call lasts, for whoever works for it. */
export interface Lifetime {
  /** Why the call is over before it was done; undefined while it lasts. */
  readonly over: ConnectError | undefined;
  /**
   * Waits for a result, but no longer than the call lasts. What is under way goes
   * on to its own end; a failure that nobody waits for any more is dropped.
   */
  race<T>(work: Promise<T>): Promise<T>;
  /**
   * Calls back once, as soon as the call is over.
   *
   * @returns a function that takes the listener away again.
   */
  onOver(listener: (reason: ConnectError) => void): () => void;
}

/** The lifetime that a signal ends. */
export function lifetimeOf(signal: AbortSignal): Lifetime {
  const onOver: Lifetime['onOver'] = listener => {
    const onAbort = (): void => listener(reasonOf(signal));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  };
  return {
    get over() {
      return signal.aborted ? reasonOf(signal) : undefined;
    },
    onOver,
    race: work => raceWith(onOver, work),
  };
}

/** {@link Lifetime.race}, from {@link Lifetime.onOver}. */
export function raceWith<T>(
  onOver: Lifetime['onOver'],
  work: Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onOver(reject);
    work.then(
      value => {
        forget();
        resolve(value);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
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
