import pg from 'pg';
import type { ClientConfig, PoolClient } from 'pg';

import { Session, unavailable } from './session.js';
import { reasonOf } from './unless-aborted.js';

/** How a pool connects and how far it may grow. */
export interface PoolSettings {
  readonly connection: ClientConfig;
  readonly size: number;
  /** Shown in PostgreSQL's own lists of sessions. */
  readonly applicationName: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const LIFETIME_SECONDS = 1_800;
const DEFAULT_STATEMENT_TIMEOUT_MS = 30_000;

/** A pool of connections of one login role. It stays inside this folder: application code never sees it. */
export class ConnectionPool {
  readonly #pool: pg.Pool;

  constructor(settings: PoolSettings) {
    this.#pool = new pg.Pool({
      ...settings.connection,
      max: settings.size,
      application_name: settings.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      maxLifetimeSeconds: LIFETIME_SECONDS,
      statement_timeout: DEFAULT_STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: DEFAULT_STATEMENT_TIMEOUT_MS,
      options: '-c DateStyle=ISO -c TimeZone=UTC -c bytea_output=hex',
      keepAlive: true,
    });
    // An idle connection that breaks is dropped by the pool; the next borrower gets a new one.
    this.#pool.on('error', () => undefined);
  }

  /** Connections that wait for work now. */
  get idleCount(): number {
    return this.#pool.idleCount;
  }

  /**
   * Lends a connection. It returns to the pool only when no transaction is open
   * on it; otherwise it is rolled back first, or closed.
   *
   * @throws ConnectError `Unavailable` when no connection can be had; the signal's reason when aborted while waiting.
   */
  async use<T>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const client = await this.#borrow(signal);
    const ignore = (): void => undefined;
    client.on('error', ignore);
    const session = new Session(client);
    try {
      return await work(session);
    } finally {
      await session.rollback(DEFAULT_STATEMENT_TIMEOUT_MS);
      client.off('error', ignore);
      client.release(!session.reusable);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #borrow(signal: AbortSignal | undefined): Promise<PoolClient> {
    if (signal?.aborted === true) {
      throw reasonOf(signal);
    }
    const borrowed = this.#pool.connect();
    if (signal === undefined) {
      return await borrowed.catch(error => Promise.reject(unavailable(error)));
    }
    return await new Promise<PoolClient>((resolve, reject) => {
      let waiting = true;
      const onAbort = (): void => {
        waiting = false;
        reject(reasonOf(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      borrowed.then(
        client => {
          signal.removeEventListener('abort', onAbort);
          if (waiting) {
            resolve(client);
          } else {
            client.release();
          }
        },
        (error: unknown) => {
          signal.removeEventListener('abort', onAbort);
          reject(unavailable(error));
        },
      );
    });
  }
}
