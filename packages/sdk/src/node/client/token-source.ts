/** Where AmeideClient gets the bearer token of a call from. */
export interface TokenSource {
  /**
   * A token that is valid now, or undefined to call without one.
   *
   * @throws ConnectError `Unauthenticated` or `Unavailable` when none can be had.
   */
  token(signal: AbortSignal): Promise<string | undefined>;
  /** Told that the callee refused this token, so that it is not used again. */
  refused?(token: string): void;
}
