import type { Connection, FieldDef, Submittable } from 'pg';

import { encodeParameter } from './parameter-encoding.js';
import type { PreparedStatements } from './prepared-statements.js';
import { parserOf } from './result-types.js';
import type { Statement } from './sql.js';

/** Rows and command tag (`SELECT 2`, `COMMIT`) of one statement. */
export interface StatementResult {
  readonly rows: object[];
  readonly command: string;
}

/** State of the session after a pipeline: idle, in a transaction, in a failed transaction. */
export type SessionStatus = 'I' | 'T' | 'E';

/** How a pipeline ended. A failure of the protocol or of the connection rejects instead. */
export type PipelineOutcome =
  | {
      readonly ok: true;
      readonly results: readonly StatementResult[];
      readonly status: SessionStatus;
    }
  | {
      readonly ok: false;
      readonly error: Error;
      readonly status: SessionStatus;
    };

/**
 * Statements sent together: Parse where needed, Bind and Execute for each, and
 * one Sync, hence one round trip and, outside a transaction block, one implicit
 * transaction. When one fails, the server skips all that follow.
 */
export class Pipeline implements Submittable {
  readonly outcome: Promise<PipelineOutcome>;
  #settle!: (outcome: PipelineOutcome) => void;
  #fail!: (error: Error) => void;
  readonly #parsing: string[] = [];
  readonly #results: StatementResult[] = [];
  #fields: readonly FieldDef[] = [];
  #rows: object[] = [];
  #error: Error | undefined;
  #detach: () => void = () => undefined;

  readonly #parameters: readonly (string | Buffer | null)[][];

  /** @throws TypeError when a parameter cannot be sent; nothing has been sent then. */
  constructor(
    private readonly statements: readonly Statement[],
    private readonly prepared: PreparedStatements,
  ) {
    this.#parameters = statements.map(statement =>
      statement.values.map(encodeParameter),
    );
    this.outcome = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
  }

  /** Called by the driver when the connection is ours. */
  submit(connection: Connection): void {
    this.#listen(connection);
    const { stream } = connection;
    stream.cork();
    try {
      this.#send(connection);
    } catch (error) {
      // What was sent has no Sync; only a closed connection is certain not to run it.
      this.#lose(asError(error));
      stream.destroy();
    } finally {
      stream.uncork();
    }
  }

  handleRowDescription(message: { fields: readonly FieldDef[] }): void {
    this.#fields = message.fields;
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#error !== undefined) {
      return;
    }
    try {
      const row: Record<string, unknown> = {};
      this.#fields.forEach((field, index) => {
        const text = message.fields[index] ?? null;
        row[field.name] =
          text === null ? null : parserOf(field.dataTypeID)(text);
      });
      this.#rows.push(row);
    } catch (error) {
      this.#error = asError(error);
    }
  }

  handleCommandComplete(message: { text: string }): void {
    this.#results.push({ rows: this.#rows, command: message.text });
    this.#rows = [];
    this.#fields = [];
  }

  handleEmptyQuery(): void {
    this.#error ??= new Error('The statement is empty.');
  }

  handlePortalSuspended(): void {
    this.#error ??= new Error(
      'PostgreSQL suspended a portal that was to be read to its end.',
    );
  }

  handleCopyInResponse(connection: Connection): void {
    this.#lose(new Error('COPY is not supported.'));
    connection.stream.destroy();
  }

  handleCopyData(): void {
    this.#error ??= new Error('COPY is not supported.');
  }

  /** An error of the server (the session goes on at the next ReadyForQuery), or the loss of the connection. */
  handleError(error: Error): void {
    if (isServerError(error)) {
      this.#error ??= error;
    } else {
      this.#lose(error);
    }
  }

  /** The driver calls this on success only; the listener of {@link submit} serves both ends. */
  handleReadyForQuery(): void {}

  #send(connection: Connection): void {
    const wanted = this.statements.map(statement => statement.name);
    for (const name of this.prepared.evictFor(wanted)) {
      connection.close({ type: 'S', name }, true);
    }
    this.statements.forEach(({ name, text }, index) => {
      if (this.prepared.has(name)) {
        this.prepared.touch(name);
      } else if (!this.#parsing.includes(name)) {
        connection.parse({ name, text, types: [] }, true);
        this.#parsing.push(name);
      }
      connection.bind(
        { portal: '', statement: name, values: this.#parameters[index] ?? [] },
        true,
      );
      connection.describe({ type: 'P', name: '' }, true);
      connection.execute({ portal: '' }, true);
    });
    connection.sync();
  }

  #listen(connection: Connection): void {
    let parsed = 0;
    const onParsed = (): void => {
      const name = this.#parsing[parsed];
      parsed += 1;
      if (name !== undefined) {
        this.prepared.add(name);
      }
    };
    const onReady = (message: { status: SessionStatus }): void =>
      this.#finish(message.status);
    const onEnd = (): void =>
      this.#lose(new Error('The connection to PostgreSQL ended.'));
    connection.on('parseComplete', onParsed);
    connection.on('readyForQuery', onReady);
    connection.on('end', onEnd);
    connection.on('error', onEnd);
    this.#detach = () => {
      connection.off('parseComplete', onParsed);
      connection.off('readyForQuery', onReady);
      connection.off('end', onEnd);
      connection.off('error', onEnd);
    };
  }

  #finish(status: SessionStatus): void {
    this.#detach();
    if (this.#error !== undefined) {
      this.#settle({ ok: false, error: this.#error, status });
    } else if (this.#results.length !== this.statements.length) {
      this.#fail(
        new Error(
          `PostgreSQL answered ${this.#results.length} of ${
            this.statements.length
          } statements.`,
        ),
      );
    } else {
      this.#settle({ ok: true, results: this.#results, status });
    }
  }

  #lose(error: Error): void {
    this.#detach();
    this.#fail(error);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Errors that the server reports carry a five-character SQLSTATE and a severity; those of sockets do not. */
function isServerError(error: Error): boolean {
  const { code, severity } = error as Error & {
    code?: unknown;
    severity?: unknown;
  };
  return (
    typeof code === 'string' &&
    code.length === 5 &&
    typeof severity === 'string' &&
    severity !== 'FATAL'
  );
}
