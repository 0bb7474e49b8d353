import { quoteIdentifier, quoteLiteral } from '../apply/quote';
import type { Engine } from '../engine/engine';
import { SqlError } from '../engine/sql-error';
import type { Identity } from '../judgement/contexts';
import type { Caller } from './samples';

/** Runs attempts inside one transaction; each is taken back. */
export class ProbeSession {
  readonly #engine: Engine;
  readonly #settings: ReadonlyMap<Identity, string>;

  constructor(engine: Engine, settings: ReadonlyMap<Identity, string>) {
    this.#engine = engine;
    this.#settings = settings;
  }

  /** Goes on as a role, for a caller or for nobody; the administrator again with `leave`. */
  async enter(role: string, caller?: Caller): Promise<void> {
    const values = new Map<Identity, string>([
      ['tenant', caller?.tenant ?? ''],
      ['organization', caller?.organization ?? ''],
    ]);
    const sets = [...this.#settings].map(
      ([identity, setting]) =>
        `set_config(${quoteLiteral(setting)}, ${quoteLiteral(
          values.get(identity) ?? '',
        )}, true)`,
    );
    if (sets.length > 0) {
      await this.#engine.run(`SELECT ${sets.join(', ')}`);
    }
    await this.become(role);
  }

  /** Goes on as a role, with the settings as they are. */
  async become(role: string): Promise<void> {
    await this.#engine.run(
      `SET SESSION AUTHORIZATION ${quoteIdentifier(role)}`,
    );
  }

  async leave(): Promise<void> {
    await this.#engine.run('SET SESSION AUTHORIZATION postgres');
  }

  /** The value of a query's only row; undefined when it is refused. */
  async value(query: string): Promise<string | null | undefined> {
    return this.#attempt(async () => {
      const [row] = await this.#engine.run(query);
      return row?.[0] ?? null;
    });
  }

  /** How many rows a statement changes; undefined when it is refused. */
  async changes(statement: string): Promise<number | undefined> {
    return this.#attempt(() => this.#engine.affected(statement));
  }

  async #attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    await this.#engine.run('SAVEPOINT attempt');
    try {
      return await action();
    } catch (error) {
      if (error instanceof SqlError) return undefined;
      throw error;
    } finally {
      await this.#engine.run('ROLLBACK TO SAVEPOINT attempt');
    }
  }
}
