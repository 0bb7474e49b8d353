import { Code, ConnectError } from '@connectrpc/connect';

/**
 * A caller who could not be identified. The caller learns only that; the reason
 * is for the log and the metrics, and helps nobody who forges tokens.
 */
export class UnauthenticatedError extends ConnectError {
  /** Short code, for example `expired` or `wrong_audience`. */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(
      'A valid access token is required.',
      Code.Unauthenticated,
      undefined,
      undefined,
      cause,
    );
    this.reason = reason;
  }
}
