/** PostgreSQL refused a statement. */
export class SqlError extends Error {
  /** SQLSTATE, as `42501`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SqlError';
    this.code = code;
  }
}

/**
 * The engine gave no answer, or one that makes no sense: a statement has
 * exhausted its stack or memory, or has asked for what a sandbox does not have.
 * Nothing that it says afterwards can be believed.
 */
export class EngineFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EngineFailure';
  }
}
