import pg from 'pg';

import type { Place } from '../world/place.js';

/** A row of any table. */
export type Row = Record<string, unknown>;

/** What PostgreSQL answered: rows, or the error by its code (SQLSTATE). */
export type SqlOutcome =
  | {
      readonly ok: true;
      readonly rows: readonly Row[];
      readonly rowCount: number;
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Errors that mean "row-level security or a missing privilege said no". */
export const REFUSED = '42501';

/** What a transaction claims to be; a part that is left out is not set at all. */
export type ClaimedContext = Partial<Place>;

/** One connection of one role, for the part of the attacker who has got hold of it. */
export class SqlSession {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<SqlSession> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new SqlSession(client);
  }

  /** One statement in a transaction of its own, outside any context. */
  async run(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<SqlOutcome> {
    try {
      const result = await this.client.query<Row>(text, [...values]);
      return { ok: true, rows: result.rows, rowCount: result.rowCount ?? 0 };
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code !== undefined) {
        return { ok: false, code: error.code, message: error.message };
      }
      throw error;
    }
  }

  /** The rows of a statement that must succeed. */
  async rows(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const outcome = await this.run(text, values);
    if (!outcome.ok) {
      throw new Error(`${outcome.code} ${outcome.message} in: ${text}`);
    }
    return outcome.rows;
  }

  /**
   * Statements in one transaction with a context, as the service sets it; always
   * rolled back. Gives the outcome of the last one, or of the first that failed.
   */
  async attempt(
    context: ClaimedContext,
    ...statements: readonly (string | readonly [string, readonly unknown[]])[]
  ): Promise<SqlOutcome> {
    await this.rows('BEGIN');
    try {
      let outcome = await this.#claim(context);
      for (const statement of statements) {
        if (!outcome.ok) {
          break;
        }
        outcome =
          typeof statement === 'string'
            ? await this.run(statement)
            : await this.run(statement[0], statement[1]);
      }
      return outcome;
    } finally {
      await this.rows('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async #claim({
    tenantId,
    organizationId,
  }: ClaimedContext): Promise<SqlOutcome> {
    let outcome: SqlOutcome = { ok: true, rows: [], rowCount: 0 };
    if (tenantId !== undefined) {
      outcome = await this.run(`SELECT set_config('app.tenant_id', $1, true)`, [
        tenantId,
      ]);
    }
    if (outcome.ok && organizationId !== undefined) {
      outcome = await this.run(
        `SELECT set_config('app.organization_id', $1, true)`,
        [organizationId],
      );
    }
    return outcome;
  }
}

/** For messages. */
export function describeOutcome(outcome: SqlOutcome): string {
  return outcome.ok
    ? `${outcome.rowCount} row(s)`
    : `error ${outcome.code} (${outcome.message})`;
}
