import type { ConnectionPool } from '../database/connection-pool.js';
import { sql, type Statement } from '../database/sql.js';
import type { OutboxTopic } from './outbox.js';

/** A row of app.outbox that this dispatcher holds until its lease ends. */
export interface OutboxRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly organization_id: string | null;
  readonly topic: OutboxTopic;
  readonly type: string;
  readonly payload: Buffer;
  /** Attempts so far, the present one included. */
  readonly attempts: number;
}

/** How rows are taken and tried again. */
export interface QueueTimes {
  /** How long a claimed row is left alone by other dispatchers, in milliseconds; after a crash it comes back then. */
  readonly leaseMs: number;
  /** Wait after the first failure, in milliseconds; doubles each time. */
  readonly firstBackoffMs: number;
  readonly longestBackoffMs: number;
}

const TIMEOUT_MS = 10_000;
const PURGE_TIMEOUT_MS = 60_000;

/**
 * The outbox and its neighbours as the dispatcher's role sees them: rows of all
 * tenants, of these tables only.
 */
export class OutboxQueue {
  constructor(
    private readonly pool: ConnectionPool,
    private readonly times: QueueTimes,
  ) {}

  /** Claims the rows that are due, oldest first; rows that another dispatcher is claiming are passed over. */
  async claim(limit: number): Promise<OutboxRow[]> {
    return await this.#run<OutboxRow>(sql`
      WITH due AS (
        SELECT tenant_id, id FROM app.outbox
        WHERE available_at <= now() ORDER BY created_at, id LIMIT ${limit}
        FOR UPDATE SKIP LOCKED
      )
      UPDATE app.outbox o
      SET attempts = o.attempts + 1, available_at = now() + ${interval(
        this.times.leaseMs,
      )}::interval
      FROM due WHERE o.tenant_id = due.tenant_id AND o.id = due.id
      RETURNING o.id, o.tenant_id, o.organization_id, o.topic, o.type, o.payload, o.attempts`);
  }

  /** Takes out rows that have arrived. */
  async remove(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.length > 0) {
      await this.#run(sql`
        DELETE FROM app.outbox o
        USING unnest(${rows.map(row => row.tenant_id)}::text[], ${rows.map(
        row => row.id,
      )}::uuid[]) AS sent(tenant_id, id)
        WHERE o.tenant_id = sent.tenant_id AND o.id = sent.id`);
    }
  }

  /** Puts a row off until it may be tried again. */
  async putOff(row: OutboxRow): Promise<void> {
    const { firstBackoffMs, longestBackoffMs } = this.times;
    const backoffMs = Math.min(
      longestBackoffMs,
      firstBackoffMs * 2 ** Math.min(row.attempts - 1, 30),
    );
    await this.#run(sql`
      UPDATE app.outbox SET available_at = now() + ${interval(
        backoffMs,
      )}::interval
      WHERE tenant_id = ${row.tenant_id} AND id = ${row.id}`);
  }

  /** Clears what no repeated request or event needs any more: idempotency keys after a day, inbox rows after thirty. */
  async purge(): Promise<void> {
    await this.#run(
      sql`DELETE FROM app.idempotency_key WHERE created_at < now() - interval '24 hours'`,
      PURGE_TIMEOUT_MS,
    );
    await this.#run(
      sql`DELETE FROM app.inbox WHERE received_at < now() - interval '30 days'`,
      PURGE_TIMEOUT_MS,
    );
  }

  async #run<Row extends object>(
    statement: Statement,
    timeoutMs = TIMEOUT_MS,
  ): Promise<Row[]> {
    return await this.pool.use(undefined, async session => {
      const [result] = await session.run([statement], timeoutMs);
      return (result?.rows ?? []) as Row[];
    });
  }
}

function interval(ms: number): string {
  return `${Math.round(ms)} milliseconds`;
}
