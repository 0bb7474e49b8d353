import { Code, ConnectError } from '@connectrpc/connect';

/** Reason in the audit entry of the refusal. */
export const FORGED_EVENT = 'forged_event';

/** The refusal of an envelope that says something else than the token of the one who sent it. */
export function forgedEvent(): ConnectError & {
  readonly deniedReason: typeof FORGED_EVENT;
} {
  // Which part differs is not told: it would help only who forges.
  const error = new ConnectError(
    'The event does not belong to the caller.',
    Code.PermissionDenied,
  );
  return Object.assign(error, { deniedReason: FORGED_EVENT } as const);
}

/** Whether a call was refused because its event was forged. (A subclass would not do: ConnectError defines `instanceof` by name.) */
export function isForgedEvent(error: unknown): boolean {
  return (
    error instanceof ConnectError &&
    'deniedReason' in error &&
    error.deniedReason === FORGED_EVENT
  );
}
