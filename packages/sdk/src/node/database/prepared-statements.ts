/** Statements kept prepared on one connection; the least recently used make room for new ones. */
const KEPT_PER_CONNECTION = 256;

/** Which named statements one connection's server process knows. */
export class PreparedStatements {
  readonly #known = new Set<string>();

  constructor(private readonly limit: number = KEPT_PER_CONNECTION) {}

  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** To be called when the server has confirmed the statement. */
  add(name: string): void {
    this.#known.add(name);
  }

  /** Marks a statement as used now. */
  touch(name: string): void {
    if (this.#known.delete(name)) {
      this.#known.add(name);
    }
  }

  /** Takes out as many of the least recently used statements as `wanted` needs; the caller closes them on the server. */
  evictFor(wanted: readonly string[]): string[] {
    const missing = new Set(wanted.filter(name => !this.#known.has(name)));
    const evicted: string[] = [];
    for (const name of [...this.#known]) {
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
