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

declare const statementBrand: unique symbol;

/**
 * SQL with its parameters. Only {@link sql} makes one, so that no value of a
 * request can become part of a statement's text.
 */
export interface Statement {
  readonly [statementBrand]: true;
  /** Text with `$1`, `$2`, … in place of the values. */
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** Name under which connections keep the prepared statement; the same text always has the same name. */
  readonly name: string;
}

interface Template {
  readonly strings: readonly string[];
  readonly values: readonly (SqlValue | Statement)[];
}

/** The template behind each statement. Its keys are all the statements there are: a look-alike from parsed JSON is not among them. */
const templates = new WeakMap<object, Template>();
const flatTexts = new WeakMap<readonly string[], string>();
const names = new Map<string, string>();
const NAMES_KEPT = 2_000;

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
  const template: Template = { strings, values };
  const text = textOf(template);
  const statement = Object.freeze({
    text,
    values: parametersOf(template),
    name: nameOf(text),
  }) as unknown as Statement;
  templates.set(statement, template);
  return statement;
}

/** Whether a value was made by {@link sql}. */
export function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && templates.has(value);
}

function textOf(template: Template): string {
  if (template.values.some(isStatement)) {
    return write(template, 0).text;
  }
  let text = flatTexts.get(template.strings);
  if (text === undefined) {
    text = write(template, 0).text;
    flatTexts.set(template.strings, text);
  }
  return text;
}

/** Parameters are numbered by writing the template again, never by searching a text for `$1`. */
function write(
  template: Template,
  before: number,
): { text: string; last: number } {
  let text = template.strings[0] ?? '';
  let last = before;
  template.values.forEach((value, index) => {
    const nested = isStatement(value) ? templates.get(value) : undefined;
    if (nested === undefined) {
      last += 1;
      text += `$${last}`;
    } else {
      const written = write(nested, last);
      text += written.text;
      last = written.last;
    }
    text += template.strings[index + 1] ?? '';
  });
  return { text, last };
}

function parametersOf(template: Template): readonly SqlValue[] {
  return Object.freeze(
    template.values.flatMap(value =>
      isStatement(value) ? value.values : [value],
    ),
  );
}

function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `a_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`;
    if (names.size >= NAMES_KEPT) {
      names.clear();
    }
    names.set(text, name);
  }
  return name;
}
