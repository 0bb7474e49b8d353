/**
 * Text that a person has written freely: descriptions and patterns. It can only
 * reach an output file through a helper that quotes it for its context; a bare
 * `{{description}}` in a skeleton fails instead of letting the text change the
 * structure of the file.
 */
export class UserText {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself, for a helper that is about to quote it. */
  reveal(): string {
    return this.#value;
  }

  /** Always throws: see the class. */
  toString(): string {
    throw new Error(
      'free text in a skeleton must go through a helper: yaml, json, ts, sqlLiteral, proto, comment or markdown',
    );
  }
}

/** The plain value of what a skeleton passes to a helper. */
export function reveal(value: unknown): unknown {
  return value instanceof UserText ? value.reveal() : value;
}
