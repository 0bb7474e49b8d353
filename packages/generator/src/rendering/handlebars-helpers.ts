import {
  camelCase,
  kebabCase,
  pascalCase,
  snakeCase,
  spacedWords,
  upperSnakeCase,
} from '../casing';
import * as quoting from './quoting';
import { reveal } from './user-text';

/** Takes the values and, last, Handlebars' own options. */
export type Helper = (...values: unknown[]) => unknown;

/** Handlebars passes its options last; a helper of ours sees only the values. */
function values(body: (...given: unknown[]) => unknown): Helper {
  return (...given) => body(...given.slice(0, -1).map(revealDeep));
}

function revealDeep(value: unknown): unknown {
  const plain = reveal(value);
  return Array.isArray(plain) ? plain.map(revealDeep) : plain;
}

/** A casing helper takes only identifiers: free text has no case of its own. */
function casing(convert: (name: string) => string): Helper {
  return name => {
    if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) {
      throw new Error('a casing helper needs an identifier');
    }
    return convert(name);
  };
}

function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

interface CommentOptions {
  readonly hash: {
    readonly prefix?: unknown;
    readonly indent?: unknown;
    readonly width?: unknown;
  };
}

function comment(text: unknown, options: unknown): string {
  const { hash } = options as CommentOptions;
  return quoting.comment(reveal(text), {
    prefix: typeof hash.prefix === 'string' ? hash.prefix : '// ',
    indent: typeof hash.indent === 'number' ? hash.indent : 0,
    width: typeof hash.width === 'number' ? hash.width : 100,
  });
}

/** Everything that a skeleton can call, besides if, unless, each, with and lookup. */
export const HANDLEBARS_HELPERS: Readonly<Record<string, Helper>> = {
  yaml: values(quoting.yaml),
  json: values(quoting.json),
  ts: values(quoting.ts),
  sqlIdentifier: values(quoting.sqlIdentifier),
  sqlLiteral: values(quoting.sqlLiteral),
  proto: values(quoting.proto),
  markdown: values(quoting.markdown),
  comment,

  camel: casing(camelCase),
  pascal: casing(pascalCase),
  snake: casing(snakeCase),
  kebab: casing(kebabCase),
  upperSnake: casing(upperSnakeCase),
  words: casing(spacedWords),
  lower: casing(name => name.toLowerCase()),
  upper: casing(name => name.toUpperCase()),

  eq: values((first, second) => first === second),
  ne: values((first, second) => first !== second),
  lt: values((first, second) => Number(first) < Number(second)),
  gt: values((first, second) => Number(first) > Number(second)),
  and: values((...given) => given.every(isTruthy)),
  or: values((...given) => given.some(isTruthy)),
  not: values(value => !isTruthy(value)),
  includes: values(
    (list, value) => Array.isArray(list) && list.includes(value),
  ),
  add: values((...given) =>
    given.reduce<number>((sum, value) => sum + Number(value), 0),
  ),
  length: values(list =>
    Array.isArray(list) ? list.length : String(list).length,
  ),
  concat: values((...given) => given.map(String).join('')),
};
