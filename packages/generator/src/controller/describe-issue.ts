import type { z } from 'zod';
import { formatPath, type Problem } from '../problem';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
};

/** Our words for what zod found, for the error map of a parse. */
export function describeIssue(issue: RawIssue): string {
  const missing = issue.input === undefined;
  switch (issue.code) {
    case 'invalid_type':
      return missing
        ? 'is missing'
        : `must be ${NOUNS[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_value':
      return oneOf(issue.values, missing);
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? oneOf(issue.options, missing)
        : issue.message ?? 'is not valid';
    case 'too_small':
      return `${sized(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `${sized(issue.origin, 'at most', issue.maximum)}`;
    default:
      return issue.message ?? 'is not valid';
  }
}

function oneOf(values: readonly unknown[], missing: boolean): string {
  return `${missing ? 'is missing' : 'is not known'}; use one of ${values
    .map(String)
    .join(', ')}`;
}

function sized(
  origin: string,
  relation: string,
  limit: number | bigint,
): string {
  const plural = limit === 1 || limit === 1n ? '' : 's';
  if (origin === 'string')
    return `must have ${relation} ${limit} character${plural}`;
  if (origin === 'array') {
    return `must have ${relation} ${limit} ${plural ? 'entries' : 'entry'}`;
  }
  return `must be ${relation} ${limit}`;
}

/**
 * The problems of one issue, each with its path: an unknown key is one of its
 * own. `knownKeys` gives the keys that a place of the input can have.
 */
export function problemsOf(
  issue: z.core.$ZodIssue,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[] | undefined,
): Problem[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ path: formatPath(issue.path), message: issue.message }];
  }
  const known = knownKeys(issue.path);
  return issue.keys.map(key => {
    const plain = /^[A-Za-z0-9_-]{1,40}$/.test(key);
    return {
      path: formatPath(plain ? [...issue.path, key] : issue.path),
      message: `${
        plain ? 'is not a known key' : 'has a key that is not known'
      }${known ? `; the keys here are ${known.join(', ')}` : ''}`,
    };
  });
}
