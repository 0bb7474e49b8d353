import { createHash } from 'node:crypto';

/** A value that is sent to PostgreSQL as a parameter, never as text of a statement. */
export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | null
  | readonly string[]
  | readonly number[]
  | readonly bigint[];

/** What a call of {@link sql} stands for, compiled: the same for the same place in the code and the same fragments in it. */
interface Compiled {
  /** Names of the fragments, at the places of the template where there is one. */
  readonly fragments: readonly (string | undefined)[];
  readonly text: string;
  readonly name: string;
}

/** By the strings of a template, of which there is one array for each place in the code. */
const compilations = new WeakMap<readonly string[], Compiled[]>();
/** Combinations of fragments that are kept for one place. */
const COMPILED_KEPT = 64;

/**
 * SQL with its parameters. Only {@link sql} makes one, so that no value of a
 * request can become part of a statement's text.
 */
class Statement {
  readonly #strings: readonly string[];
  readonly #parts: readonly (SqlValue | Statement)[];
  readonly #compiled: Compiled;
  readonly #values: readonly SqlValue[];

  constructor(
    strings: readonly string[],
    parts: readonly (SqlValue | Statement)[],
  ) {
    this.#strings = strings;
    this.#parts = parts;
    this.#compiled = compile(strings, parts, () => this.#write(0).text);
    this.#values = Object.freeze(
      parts.some(isStatement)
        ? parts.flatMap(part => (isStatement(part) ? part.values : [part]))
        : (parts as SqlValue[]),
    );
  }

  /** Whether a value was made by {@link sql}; a look-alike from parsed JSON was not. */
  static made(value: object): value is Statement {
    return #compiled in value;
  }

  /** Text with `$1`, `$2`, … in place of the values. */
  get text(): string {
    return this.#compiled.text;
  }

  get values(): readonly SqlValue[] {
    return this.#values;
  }

  /** Name under which connections keep the prepared statement; the same text always has the same name. */
  get name(): string {
    return this.#compiled.name;
  }

  /** Parameters are numbered by writing the template again, never by searching a text for `$1`. */
  #write(before: number): { text: string; last: number } {
    let text = this.#strings[0] ?? '';
    let last = before;
    this.#parts.forEach((part, index) => {
      if (isStatement(part)) {
        const written = part.#write(last);
        text += written.text;
        last = written.last;
      } else {
        last += 1;
        text += `$${last}`;
      }
      text += this.#strings[index + 1] ?? '';
    });
    return { text, last };
  }
}

/**
 * Makes a {@link Statement} from a template. Each `${value}` becomes a
 * parameter; a nested `${sql`…`}` is composed in with its parameters renumbered.
 *
 * A fragment may begin with anything. What is run must be a SELECT, INSERT,
 * UPDATE, DELETE, MERGE, WITH or VALUES: transactions and settings belong to the
 * database handle alone.
 *
 * @throws TypeError when called as a function instead of as a template tag.
 */
export function sql(
  strings: TemplateStringsArray,
  ...values: readonly (SqlValue | Statement)[]
): Statement {
  if (
    !Array.isArray(strings) ||
    !Object.isFrozen(strings) ||
    !Object.hasOwn(strings, 'raw')
  ) {
    throw new TypeError(
      'sql is a template tag: write sql`…`, do not call it with a string.',
    );
  }
  return new Statement(strings, values);
}

export type { Statement };

/** Whether a value was made by {@link sql}. */
export function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && Statement.made(value);
}

/** Text and name of a template; written once for each combination of fragments. */
function compile(
  strings: readonly string[],
  parts: readonly (SqlValue | Statement)[],
  write: () => string,
): Compiled {
  let known = compilations.get(strings);
  if (known === undefined) {
    known = [];
    compilations.set(strings, known);
  }
  const found = known.find(({ fragments }) =>
    fragments.every((fragment, index) => {
      const part = parts[index];
      return fragment === (isStatement(part) ? part.name : undefined);
    }),
  );
  if (found !== undefined) {
    return found;
  }
  const text = write();
  const compiled = {
    fragments: parts.map(part => (isStatement(part) ? part.name : undefined)),
    text,
    name: `a_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`,
  };
  if (known.length >= COMPILED_KEPT) {
    known.length = 0;
  }
  known.push(compiled);
  return compiled;
}
