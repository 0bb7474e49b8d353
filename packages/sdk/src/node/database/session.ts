import { Code, ConnectError } from '@connectrpc/connect';
import type { PoolClient } from 'pg';

import {
  Pipeline,
  type PipelineOutcome,
  type StatementResult,
} from './pipeline.js';
import { sql, type Statement } from './sql.js';

/** Beyond the statement's own limit, how long a silent server is waited for. */
const SILENCE_ALLOWANCE_MS = 5_000;

const ROLLBACK = sql`ROLLBACK`;

/** One borrowed connection. Statements run in the order in which they are given. */
export class Session {
  /** Of the statements that are under way or wait; undefined when there are none. */
  #last: Promise<unknown> | undefined;
  #idle = true;
  #broken = false;

  constructor(private readonly client: PoolClient) {}

  /** Whether the connection may serve another call: nothing open, nothing doubtful. */
  get reusable(): boolean {
    return this.#idle && !this.#broken;
  }

  get inTransaction(): boolean {
    return !this.#idle;
  }

  /**
   * Runs statements in one round trip.
   *
   * @param timeoutMs the statement timeout in force; a server silent for longer is given up.
   * @throws the server's error; ConnectError `Unavailable` when the connection is lost.
   */
  async run(
    statements: readonly Statement[],
    timeoutMs: number,
  ): Promise<readonly StatementResult[]> {
    const turn: Promise<PipelineOutcome> =
      this.#last === undefined
        ? this.#send(statements, timeoutMs)
        : this.#last.then(() => this.#send(statements, timeoutMs));
    const settled: Promise<void> = turn.then(
      () => this.#leave(settled),
      () => this.#leave(settled),
    );
    this.#last = settled;
    const outcome = await turn;
    if (!outcome.ok) {
      throw outcome.error;
    }
    return outcome.results;
  }

  /** Ends a transaction that is still open; a connection that does not answer is not used again. */
  async rollback(timeoutMs: number): Promise<void> {
    if (this.#last !== undefined) {
      await this.#last;
    }
    if (this.#idle || this.#broken) {
      return;
    }
    try {
      await this.run([ROLLBACK], timeoutMs);
    } catch {
      this.#broken = true;
    }
  }

  #leave(settled: Promise<void>): void {
    if (this.#last === settled) {
      this.#last = undefined;
    }
  }

  async #send(
    statements: readonly Statement[],
    timeoutMs: number,
  ): Promise<PipelineOutcome> {
    if (this.#broken) {
      throw unavailable();
    }
    const pipeline = new Pipeline(statements);
    const silence = setTimeout(() => {
      this.client.connection.stream.destroy();
    }, timeoutMs + SILENCE_ALLOWANCE_MS);
    try {
      this.client.query(pipeline);
      const outcome = await pipeline.outcome;
      this.#idle = outcome.status === 'I';
      if (!outcome.ok && isStalePlan(outcome.error)) {
        // The table has changed under a prepared statement; a new connection prepares it anew.
        this.#broken = true;
      }
      return outcome;
    } catch (error) {
      this.#broken = true;
      throw unavailable(error);
    } finally {
      clearTimeout(silence);
    }
  }
}

/** What a caller learns when there is no database to talk to; the cause is for the log. */
export function unavailable(cause?: unknown): ConnectError {
  return new ConnectError(
    'The database cannot be reached; try again.',
    Code.Unavailable,
    undefined,
    undefined,
    cause,
  );
}

/** Whether an error says that a migration changed the result of a statement which the connection had prepared. */
export function isStalePlan(error: unknown): boolean {
  const { code, routine } = (error ?? {}) as {
    code?: unknown;
    routine?: unknown;
  };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}
