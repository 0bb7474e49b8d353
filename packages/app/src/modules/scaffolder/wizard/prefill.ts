import type { JsonObject, JsonValue } from '@backstage/types';
import { isObject } from '../aggregates/document';
import { allProblems } from '../fields/input-problems';
import { PROPERTIES } from '../fields/property-schema';

/** What a link fills in, and what of it was left out and why. */
export interface Prefill {
  readonly formData: JsonObject;
  /** A sentence each. */
  readonly leftOut: readonly string[];
}

/** A description nests six levels; what goes deeper than this is none. */
const DEEPEST = 12;
/** Sentences about what was left out; more would not help. */
const SAID = 10;

/**
 * Reads the `formData` of a link. Whatever it holds, the form can take the
 * result: known properties as they are, right or wrong, for the form to show
 * what is wrong with them. The rest has no place in the form and is named.
 *
 * @param search - the query of the address, with or without its question mark.
 */
export function prefillOf(search: string): Prefill {
  const text = new URLSearchParams(search).get('formData');
  if (text === null) return { formData: {}, leftOut: [] };
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    return nothing('The link holds no description: its formData is not JSON.');
  }
  if (!isObject(value)) {
    return nothing(
      'The link holds no description: its formData is not a map of keys and values.',
    );
  }
  const entries: [string, JsonValue][] = [];
  const leftOut: string[] = [];
  const unknown: [string, JsonValue][] = [];
  for (const [key, given] of Object.entries(value)) {
    if (given === undefined) continue;
    if (!PROPERTIES.includes(key)) {
      unknown.push([key, given]);
    } else if (isDeeper(given, DEEPEST)) {
      leftOut.push(`${key}: is nested too deeply to be a description`);
    } else {
      entries.push([key, withoutPrototypes(given)]);
    }
  }
  return {
    formData: Object.fromEntries(entries),
    leftOut: cut([...leftOut, ...sentencesAbout(unknown)]),
  };
}

/** The generator's own words about keys that it does not know. */
function sentencesAbout(unknown: readonly [string, JsonValue][]): string[] {
  if (unknown.length === 0) return [];
  const keys: JsonObject = Object.fromEntries(
    unknown.map(([key]) => [key, true]),
  );
  const told = allProblems(keys).filter(
    ({ path }) =>
      path === '' || !PROPERTIES.includes(path.split(/[.[]/)[0] ?? ''),
  );
  return [
    ...new Set(
      told.map(({ path, message }) => (path ? `${path}: ${message}` : message)),
    ),
  ];
}

function nothing(sentence: string): Prefill {
  return { formData: {}, leftOut: [sentence] };
}

function cut(sentences: readonly string[]): readonly string[] {
  return sentences.length <= SAID
    ? sentences
    : [...sentences.slice(0, SAID), `and ${sentences.length - SAID} more`];
}

function isDeeper(value: JsonValue | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some(member => isDeeper(member, levels - 1));
}

/**
 * A key `__proto__` is an ordinary one in JSON, but no library between here and
 * the generator has to take it for one.
 */
function withoutPrototypes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutPrototypes);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '__proto__')
      .map(([key, member]) => [key, withoutPrototypes(member as JsonValue)]),
  );
}
