import type { Extensions, PGlite } from '@electric-sql/pglite';
import { engineParts } from './engine-parts';
import { loadPglite } from './load-pglite';
import { EngineFailure, SqlError } from './sql-error';

const SETTINGS: Readonly<Record<string, string>> = {
  search_path: 'public',
  exit_on_error: 'false',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  io_method: 'sync',
  // Small: it is filled with zeroes at each start.
  shared_buffers: '8MB',
  max_connections: '4',
  max_wal_senders: '0',
  autovacuum: 'off',
  log_checkpoints: 'off',
  // Files of the sandbox lie in memory.
  temp_file_limit: '64MB',
};

function isDatabaseError(
  error: unknown,
): error is { code: string; message: string } {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'severity' in error &&
    typeof error.code === 'string'
  );
}

/**
 * An empty PostgreSQL in memory, used by one tree and thrown away. It reaches no
 * file and no network; it runs in this thread, and only the end of the process
 * stops a statement that does not end.
 */
export class Engine {
  readonly #database: PGlite;

  private constructor(database: PGlite) {
    this.#database = database;
  }

  static async open(extensions: Extensions = {}): Promise<Engine> {
    const parts = await engineParts();
    return new Engine(
      await loadPglite().PGlite.create({
        ...parts,
        extensions,
        startParams: [
          '--single',
          '-F',
          '-j',
          ...Object.entries(SETTINGS).flatMap(([name, value]) => [
            '-c',
            `${name}=${value}`,
          ]),
        ],
      }),
    );
  }

  /**
   * Runs one statement, or several as one transaction, and answers the values of
   * the rows as PostgreSQL writes them.
   *
   * @throws SqlError when PostgreSQL refuses it.
   * @throws EngineFailure when the engine must not be used any more.
   */
  async run(
    statement: string,
  ): Promise<readonly (readonly (string | null)[])[]> {
    const messages = await this.#complete(statement);
    return messages.flatMap(message =>
      isDataRow(message) ? [message.fields] : [],
    );
  }

  /**
   * Runs a statement that changes rows, or several, and answers how many rows the
   * last has changed.
   *
   * @throws as `run`.
   */
  async affected(statement: string): Promise<number> {
    const messages = await this.#complete(statement);
    const tags = messages.flatMap(message =>
      isCommandComplete(message) ? [message.text] : [],
    );
    return Number(/ (\d+)$/.exec(tags[tags.length - 1] ?? '')?.[1] ?? 0);
  }

  /** Runs a query whose one row has one column with JSON in it. */
  async json(query: string): Promise<unknown> {
    const [row] = await this.run(query);
    const value = row?.[0];
    return typeof value === 'string' ? JSON.parse(value) : null;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  // The plain protocol: PGlite's own functions take it for success when the
  // engine has crashed on the way.
  async #complete(
    statement: string,
  ): Promise<readonly { readonly name: string }[]> {
    const { messages } = await this.#send(queryMessage(statement));
    const complete = messages.some(
      ({ name }) => name === 'commandComplete' || name === 'emptyQuery',
    );
    if (!complete) {
      throw new EngineFailure(
        'a statement exhausted the engine or asked for what it does not have',
      );
    }
    return messages;
  }

  async #send(
    message: Uint8Array,
  ): Promise<{ messages: readonly { name: string }[] }> {
    try {
      return await this.#database.execProtocol(message, { syncToFs: false });
    } catch (error) {
      if (isDatabaseError(error)) throw new SqlError(error.code, error.message);
      throw new EngineFailure(
        'a statement broke the engine, or waits for data that no migration has',
      );
    }
  }
}

/** A `Query` message of PostgreSQL's protocol. */
function queryMessage(statement: string): Uint8Array {
  const text = Buffer.from(statement, 'utf8');
  const message = Buffer.alloc(text.length + 6);
  message.write('Q', 0);
  message.writeInt32BE(text.length + 5, 1);
  text.copy(message, 5);
  return message;
}

function isDataRow(message: {
  name: string;
}): message is { name: string; fields: (string | null)[] } {
  return message.name === 'dataRow' && 'fields' in message;
}

function isCommandComplete(message: {
  name: string;
}): message is { name: string; text: string } {
  return message.name === 'commandComplete' && 'text' in message;
}
