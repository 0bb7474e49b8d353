import { repeatable } from '../../domain/text';
import { OPERATORS, type Operator } from '../step-details';

/** A condition as it is in the steps of an input. */
export interface ReadCondition {
  readonly variable: string;
  readonly operator: Operator;
  readonly value: string | number | boolean;
}

/** A condition, or why a text is none and at which character, counted from 1. */
export type ConditionReading =
  | { readonly ok: true; readonly condition: ReadCondition }
  | { readonly ok: false; readonly column: number; readonly message: string };

interface Token {
  readonly kind: 'name' | 'operator' | 'number' | 'text' | 'end';
  readonly text: string;
  readonly column: number;
}

class ConditionError extends Error {
  readonly column: number;

  constructor(column: number, message: string) {
    super(message);
    this.column = column;
  }
}

// A variable, an operator, and a text of 200 characters of which each is escaped.
const LONGEST_CONDITION = 500;

const isTruth = (text: string) => text === 'true' || text === 'false';

/**
 * Reads one comparison of a variable with a value: `amount > 1000`,
 * `status = "OPEN"`, `express != true`. In a text, `\"` and `\\` stand for a
 * quote and a backslash. There is nothing else: no functions, no arithmetic, no
 * `and`.
 */
export function readCondition(text: string): ConditionReading {
  try {
    return { ok: true, condition: comparison(text) };
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return { ok: false, column: error.column, message: error.message };
  }
}

function comparison(text: string): ReadCondition {
  if (text.length > LONGEST_CONDITION)
    throw new ConditionError(
      LONGEST_CONDITION,
      `is longer than ${LONGEST_CONDITION} characters`,
    );
  const [variable, operator, value, rest] = tokensOf(text);
  if (variable?.kind !== 'name' || isTruth(variable.text))
    throw expected('the name of a variable', variable);
  if (operator?.kind !== 'operator')
    throw expected(`one of ${OPERATORS.join(' ')}`, operator);
  if (value === undefined) throw expected('a value', value);
  const condition = {
    variable: variable.text,
    operator: operatorOf(operator),
    value: valueOf(value),
  };
  if (rest?.kind !== 'end')
    throw new ConditionError(
      rest?.column ?? 1,
      'goes on after one comparison; put gateways one after the other for more',
    );
  return condition;
}

function operatorOf({ text, column }: Token): Operator {
  const known = OPERATORS.find(operator => operator === text);
  if (known === undefined)
    throw new ConditionError(
      column,
      `${text} is no comparison; use one of ${OPERATORS.join(' ')}`,
    );
  return known;
}

function valueOf(token: Token): string | number | boolean {
  if (token.kind === 'text') return token.text;
  if (token.kind === 'name' && isTruth(token.text))
    return token.text === 'true';
  if (token.kind !== 'number')
    throw expected('a number, a text in double quotes, true or false', token);
  if (!/^-?\d+(\.\d+)?$/.test(token.text))
    throw new ConditionError(
      token.column,
      `${repeatable(token.text, 40)} is no number; write it like 12.50`,
    );
  const value = Number(token.text);
  // A number that a computer cannot hold is another one.
  if (
    !Number.isFinite(value) ||
    plainDigits(String(value)) !== plainDigits(token.text)
  )
    throw new ConditionError(
      token.column,
      'has more digits than a number can hold; write it in double quotes',
    );
  return Object.is(value, -0) ? 0 : value;
}

/** `-007.50` as `-7.5`. */
function plainDigits(text: string): string {
  const [, sign = '', whole = '', , fraction = ''] =
    /^(-?)0*(\d*)(\.(\d*?)0*)?$/.exec(text) ?? [];
  const digits = `${whole || '0'}${fraction && `.${fraction}`}`;
  return digits === '0' ? digits : `${sign}${digits}`;
}

function expected(what: string, found: Token | undefined): ConditionError {
  return new ConditionError(
    found?.column ?? 1,
    found === undefined || found.kind === 'end'
      ? `ends where ${what} is expected`
      : `has ${repeatable(found.text, 40)} where ${what} is expected`,
  );
}

const isSpace = (character: string) => /[ \t\n\r]/.test(character);
const isLetter = (character: string) => /[A-Za-z_]/.test(character);
const isDigit = (character: string) => /[0-9]/.test(character);

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  const take = (holds: (character: string) => boolean) => {
    const begin = index;
    while (index < text.length && holds(text.charAt(index))) index += 1;
    return text.slice(begin, index);
  };
  for (take(isSpace); index < text.length; take(isSpace)) {
    const column = index + 1;
    const character = text.charAt(index);
    if (isLetter(character)) {
      tokens.push({
        kind: 'name',
        text: take(one => isLetter(one) || isDigit(one)),
        column,
      });
    } else if (isDigit(character) || character === '-') {
      index += 1;
      tokens.push({
        kind: 'number',
        text: `${character}${take(one => isDigit(one) || one === '.')}`,
        column,
      });
    } else if ('=!<>&|'.includes(character)) {
      tokens.push({
        kind: 'operator',
        text: take(one => '=!<>&|'.includes(one)),
        column,
      });
    } else if (character === '"') {
      index += 1;
      tokens.push({ kind: 'text', text: quoted(), column });
    } else {
      throw new ConditionError(
        column,
        `has ${repeatable(
          character,
        )}, which has no meaning here; write it like amount > 1000 or status = "OPEN"`,
      );
    }
  }
  return [...tokens, { kind: 'end', text: '', column: text.length + 1 }];

  /** The text up to the closing quote, which it steps over. */
  function quoted(): string {
    const begin = index;
    let value = '';
    while (index < text.length) {
      const character = text.charAt(index);
      index += 1;
      if (character === '"') return value;
      if (character === '\\') {
        const escaped = text.charAt(index);
        if (escaped !== '"' && escaped !== '\\')
          throw new ConditionError(index, 'has a backslash; write it as \\\\');
        index += 1;
        value += escaped;
      } else value += character;
    }
    throw new ConditionError(begin, 'has a text without a closing quote');
  }
}

/** A condition as {@link readCondition} reads it. */
export function writeCondition({
  variable,
  operator,
  value,
}: ReadCondition): string {
  const written =
    typeof value === 'string'
      ? `"${value.replace(/[\\"]/g, '\\$&')}"`
      : String(value);
  return `${variable} ${operator} ${written}`;
}
