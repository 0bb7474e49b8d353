import type { Column } from './result-types.js';

/** Statements kept prepared on one connection; the least recently used make room for new ones. */
const KEPT_PER_CONNECTION = 256;

/**
 * Which named statements one connection's server process knows, and the columns
 * of their results. PostgreSQL refuses to run a prepared statement whose columns
 * have changed, so what was described once stays true.
 */
export class PreparedStatements {
  readonly #known = new Map<string, readonly Column[]>();

  constructor(private readonly limit: number = KEPT_PER_CONNECTION) {}

  /** Columns of a statement's result, and a mark that it is used now; undefined when the server does not know it. */
  use(name: string): readonly Column[] | undefined {
    const columns = this.#known.get(name);
    if (columns !== undefined) {
      this.#known.delete(name);
      this.#known.set(name, columns);
    }
    return columns;
  }

  /** To be called when the server has confirmed and described the statement. */
  add(name: string, columns: readonly Column[]): void {
    this.#known.set(name, columns);
  }

  /** Takes out as many of the least recently used statements as `wanted` needs; the caller closes them on the server. */
  evictFor(wanted: readonly string[]): string[] {
    if (this.#known.size + wanted.length <= this.limit) {
      return [];
    }
    const missing = new Set(wanted.filter(name => !this.#known.has(name)));
    const evicted: string[] = [];
    for (const name of [...this.#known.keys()]) {
      if (this.#known.size + missing.size <= this.limit) {
        break;
      }
      if (!wanted.includes(name)) {
        this.#known.delete(name);
        evicted.push(name);
      }
    }
    return evicted;
  }
}
