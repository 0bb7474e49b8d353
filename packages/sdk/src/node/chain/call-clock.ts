import { Code, ConnectError } from '@connectrpc/connect';

/** A call's own signal, which ends it for one of three reasons. */
export interface CallClock {
  readonly signal: AbortSignal;
  /** Ends the call when its credential expires. */
  expiresAt(epochSeconds: number): void;
  /** Rejects as soon as the call is over, even where the work does not listen to the signal. */
  race<T>(work: Promise<T>): Promise<T>;
  stop(): void;
}

/** Longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Starts a call's clock: the method's deadline, or the caller's where that is
 * shorter (`caller` is then aborted first), and later the token's expiry.
 */
export function startClock(caller: AbortSignal, deadlineMs: number): CallClock {
  const controller = new AbortController();
  const end = (error: ConnectError): void => controller.abort(error);
  const onCaller = (): void => {
    const { reason } = caller;
    end(
      reason instanceof ConnectError
        ? reason
        : new ConnectError('The caller went away.', Code.Canceled),
    );
  };
  if (caller.aborted) onCaller();
  caller.addEventListener('abort', onCaller, { once: true });
  let stopped = false;
  const timers = [
    setTimeout(
      () =>
        end(new ConnectError('The call took too long.', Code.DeadlineExceeded)),
      deadlineMs,
    ),
  ];
  return {
    signal: controller.signal,
    expiresAt(epochSeconds) {
      // A call that was given up while its credential was still being checked.
      if (stopped) return;
      const delay = epochSeconds * 1000 - Date.now();
      timers.push(
        setTimeout(
          () =>
            end(
              new ConnectError(
                'The access token has expired.',
                Code.Unauthenticated,
              ),
            ),
          Math.min(Math.max(0, delay), MAX_TIMER_MS),
        ),
      );
    },
    race: work =>
      new Promise((resolve, reject) => {
        const onAbort = (): void => reject(controller.signal.reason);
        if (controller.signal.aborted) onAbort();
        controller.signal.addEventListener('abort', onAbort, { once: true });
        work
          .then(resolve, reject)
          .finally(() =>
            controller.signal.removeEventListener('abort', onAbort),
          );
      }),
    stop() {
      stopped = true;
      caller.removeEventListener('abort', onCaller);
      timers.forEach(clearTimeout);
    },
  };
}
