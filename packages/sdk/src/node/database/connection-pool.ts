import pg from 'pg';
import type { ClientConfig, PoolClient } from 'pg';

import type { Lifetime } from '../lifetime.js';
import { Session, unavailable } from './session.js';

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
    this.#pool.on('error', ignore);
    // One that breaks while it is lent fails what runs on it.
    this.#pool.on('connect', client => client.on('error', ignore));
  }

  /** Connections that wait for work now. */
  get idleCount(): number {
    return this.#pool.idleCount;
  }

  /**
   * Lends a connection. It returns to the pool only when no transaction is open
   * on it; otherwise it is rolled back first, or closed.
   *
   * @throws ConnectError `Unavailable` when no connection can be had; the reason why the call is over when it ends while waiting.
   */
  async use<T>(
    lifetime: Lifetime | undefined,
    work: (session: Session) => Promise<T>,
  ): Promise<T> {
    const client = await this.#borrow(lifetime);
    const session = new Session(client);
    try {
      return await work(session);
    } finally {
      await session.rollback(DEFAULT_STATEMENT_TIMEOUT_MS);
      client.release(!session.reusable);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #borrow(lifetime: Lifetime | undefined): Promise<PoolClient> {
    if (lifetime?.over !== undefined) {
      throw lifetime.over;
    }
    // Nobody who gets a connection at once waits long enough to be cut short.
    const mustWait = this.#pool.idleCount <= this.#pool.waitingCount;
    const borrowed = this.#pool.connect();
    if (lifetime === undefined || !mustWait) {
      return await borrowed.catch(error => Promise.reject(unavailable(error)));
    }
    return await new Promise<PoolClient>((resolve, reject) => {
      let waiting = true;
      const forget = lifetime.onOver(reason => {
        waiting = false;
        reject(reason);
      });
      borrowed.then(
        client => {
          forget();
          if (waiting) {
            resolve(client);
          } else {
            client.release();
          }
        },
        (error: unknown) => {
          forget();
          reject(unavailable(error));
        },
      );
    });
  }
}

function ignore(): void {}
