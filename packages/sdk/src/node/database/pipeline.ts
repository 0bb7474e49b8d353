import type { Connection, FieldDef, Submittable } from 'pg';

import { encodeParameter } from './parameter-encoding.js';
import { PreparedStatements } from './prepared-statements.js';
import { type Column, columnOf } from './result-types.js';
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

/** What is remembered of one connection from pipeline to pipeline. */
interface Wire {
  readonly prepared: PreparedStatements;
  running: Pipeline | undefined;
}

const wires = new WeakMap<Connection, Wire>();

/** Listens to a connection once and for all: adding and removing listeners for each pipeline would cost more than its messages. */
function wireOf(connection: Connection): Wire {
  const known = wires.get(connection);
  if (known !== undefined) {
    return known;
  }
  const wire: Wire = { prepared: new PreparedStatements(), running: undefined };
  const onEnd = (): void =>
    wire.running?.lose(new Error('The connection to PostgreSQL ended.'));
  connection.on('parseComplete', () => wire.running?.handleParseComplete());
  connection.on('noData', () => wire.running?.handleNoData());
  connection.on('readyForQuery', (message: { status: SessionStatus }) =>
    wire.running?.finish(message.status),
  );
  connection.on('end', onEnd);
  connection.on('error', onEnd);
  wires.set(connection, wire);
  return wire;
}

const NO_COLUMNS: readonly Column[] = [];

/**
 * Statements sent together: Parse and Describe where needed, Bind and Execute for
 * each, and one Sync, hence one round trip and, outside a transaction block, one
 * implicit transaction. When one fails, the server skips all that follow.
 */
export class Pipeline implements Submittable {
  readonly outcome: Promise<PipelineOutcome>;
  #settle!: (outcome: PipelineOutcome) => void;
  #fail!: (error: Error) => void;
  #wire: Wire | undefined;
  /** Statements that this pipeline prepares, in the order in which the server confirms them. */
  readonly #preparing: string[] = [];
  #prepared = 0;
  /** Columns of each statement's rows, by its name. */
  readonly #described = new Map<string, readonly Column[]>();
  readonly #results: StatementResult[] = [];
  /** Of the statement whose rows arrive. */
  #columns: readonly Column[] | undefined;
  #rows: object[] = [];
  #error: Error | undefined;
  readonly #parameters: readonly (readonly (string | Buffer | null)[])[];

  /** @throws TypeError when a parameter cannot be sent; nothing has been sent then. */
  constructor(private readonly statements: readonly Statement[]) {
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
    const wire = wireOf(connection);
    this.#wire = wire;
    wire.running = this;
    const { stream } = connection;
    stream.cork();
    try {
      this.#send(connection, wire.prepared);
    } catch (error) {
      // What was sent has no Sync; only a closed connection is certain not to run it.
      this.lose(asError(error));
      stream.destroy();
    } finally {
      stream.uncork();
    }
  }

  handleParseComplete(): void {
    this.#prepared += 1;
  }

  /** The statement just prepared has rows of these columns. */
  handleRowDescription(message: { fields: readonly FieldDef[] }): void {
    this.#describe(message.fields.map(columnOf));
  }

  /** The statement just prepared has no rows. */
  handleNoData(): void {
    this.#describe(NO_COLUMNS);
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#error !== undefined) {
      return;
    }
    try {
      const columns = (this.#columns ??= this.#columnsOf(this.#results.length));
      const { fields } = message;
      const row: Record<string, unknown> = {};
      for (let index = 0; index < columns.length; index += 1) {
        const { name, parse } = columns[index] as Column;
        const text = fields[index] ?? null;
        row[name] = text === null ? null : parse(text);
      }
      this.#rows.push(row);
    } catch (error) {
      this.#error = asError(error);
    }
  }

  handleCommandComplete(message: { text: string }): void {
    this.#results.push({ rows: this.#rows, command: message.text });
    this.#rows = [];
    this.#columns = undefined;
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
    this.lose(new Error('COPY is not supported.'));
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
      this.lose(error);
    }
  }

  /** The driver calls this on success only; the listener of the connection serves both ends. */
  handleReadyForQuery(): void {}

  /** The server is ready for the next pipeline. */
  finish(status: SessionStatus): void {
    this.#leave();
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

  /** The connection is gone, or must not be used any more. */
  lose(error: Error): void {
    this.#leave();
    this.#fail(error);
  }

  #leave(): void {
    if (this.#wire?.running === this) {
      this.#wire.running = undefined;
    }
  }

  #send(connection: Connection, prepared: PreparedStatements): void {
    const wanted = this.statements.map(statement => statement.name);
    for (const name of prepared.evictFor(wanted)) {
      connection.close({ type: 'S', name }, true);
    }
    this.statements.forEach(({ name, text }, index) => {
      const columns = prepared.use(name);
      if (columns !== undefined) {
        this.#described.set(name, columns);
      } else if (!this.#preparing.includes(name)) {
        connection.parse({ name, text, types: [] }, true);
        connection.describe({ type: 'S', name }, true);
        this.#preparing.push(name);
      }
      connection.bind(
        {
          portal: '',
          statement: name,
          values: this.#parameters[index] as (string | Buffer | null)[],
        },
        true,
      );
      connection.execute({ portal: '' }, true);
    });
    connection.sync();
  }

  #describe(columns: readonly Column[]): void {
    const name = this.#preparing[this.#prepared - 1];
    if (name !== undefined) {
      this.#described.set(name, columns);
      this.#wire?.prepared.add(name, columns);
    }
  }

  #columnsOf(index: number): readonly Column[] {
    const name = this.statements[index]?.name ?? '';
    const columns = this.#described.get(name);
    if (columns === undefined) {
      throw new Error(
        'PostgreSQL sent a row of a statement it had not described.',
      );
    }
    return columns;
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
