/** Exit codes of every command; the first that applies. */
export const EXIT = {
  /** All is well. */
  ok: 0,
  /** There are findings, or the work could not be done. */
  failed: 1,
  /** The call or its input is wrong; nothing was done. */
  usage: 2,
  /** Something promised could not be evaluated. */
  notEvaluated: 3,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a message and a code, without a stack trace. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT.failed) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
