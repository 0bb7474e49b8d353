import { Code, ConnectError } from '@connectrpc/connect';

import { type Lifetime, raceWith } from '../lifetime.js';

/** A call's lifetime, which ends early for one of three reasons. */
export interface CallClock extends Lifetime {
  /** Aborted when the call is over before it is done; made when somebody first asks for it. */
  readonly signal: AbortSignal;
  /** Ends the call when its credential expires. */
  expiresAt(epochSeconds: number): void;
  stop(): void;
}

/**
 * Starts a call's clock: the method's deadline, or the caller's where that is
 * shorter (`caller` is then aborted first), or the token's expiry.
 *
 * Almost every call ends well, so what only the others need (a signal, an error)
 * is made when it is needed: signals and their listeners are slow.
 */
export function startClock(caller: AbortSignal, deadlineMs: number): CallClock {
  const deadlineAt = Date.now() + deadlineMs;
  const listeners = new Set<(reason: ConnectError) => void>();
  let controller: AbortController | undefined;
  let reason: ConnectError | undefined;
  let stopped = false;

  const end = (error: ConnectError): void => {
    if (reason !== undefined || stopped) return;
    reason = error;
    controller?.abort(error);
    for (const listener of [...listeners]) listener(error);
    listeners.clear();
  };
  const onCaller = (): void =>
    end(
      caller.reason instanceof ConnectError
        ? caller.reason
        : new ConnectError('The caller went away.', Code.Canceled),
    );
  const onDeadline = (): void =>
    end(new ConnectError('The call took too long.', Code.DeadlineExceeded));

  const onOver: Lifetime['onOver'] = listener => {
    if (reason === undefined) listeners.add(listener);
    else listener(reason);
    return () => listeners.delete(listener);
  };

  let timer = setTimeout(onDeadline, deadlineMs);
  if (caller.aborted) onCaller();
  else caller.addEventListener('abort', onCaller, { once: true });
  return {
    get over() {
      return reason;
    },
    get signal() {
      if (controller === undefined) {
        controller = new AbortController();
        if (reason !== undefined) controller.abort(reason);
      }
      return controller.signal;
    },
    expiresAt(epochSeconds) {
      // A call that was given up while its credential was still being checked,
      // or one that is over before the credential is.
      if (stopped || epochSeconds * 1000 >= deadlineAt) return;
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          end(
            new ConnectError(
              'The access token has expired.',
              Code.Unauthenticated,
            ),
          ),
        Math.max(0, epochSeconds * 1000 - Date.now()),
      );
    },
    race: work => raceWith(onOver, work),
    onOver,
    stop() {
      stopped = true;
      clearTimeout(timer);
      caller.removeEventListener('abort', onCaller);
      listeners.clear();
    },
  };
}
