import { isDeepStrictEqual } from 'node:util';

/**
 * What a file consists of, without what may differ: nested lists whose first
 * entry names the kind. Texts stand in it as they read, not as they are written.
 */
export type Structure =
  | string
  | number
  | boolean
  | null
  | readonly Structure[]
  | { readonly [key: string]: Structure };

/** A structure in which every text was rewritten, keys too. */
export function mapTexts(
  structure: Structure,
  rewrite: (text: string) => string,
): Structure {
  if (typeof structure === 'string') return rewrite(structure);
  if (typeof structure !== 'object' || structure === null) return structure;
  if (Array.isArray(structure))
    return structure.map((part: Structure) => mapTexts(part, rewrite));
  return Object.fromEntries(
    Object.entries(structure).map(([key, part]) => [
      rewrite(key),
      mapTexts(part, rewrite),
    ]),
  );
}

/** Where two structures differ first, in words; undefined where they are equal. */
export function firstDifference(
  actual: Structure,
  expected: Structure,
): string | undefined {
  return isDeepStrictEqual(actual, expected)
    ? undefined
    : differenceAt('', actual, expected) ?? 'they are not equal';
}

function differenceAt(
  place: string,
  actual: Structure,
  expected: Structure,
): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (
    typeof actual !== 'object' ||
    typeof expected !== 'object' ||
    actual === null ||
    expected === null ||
    Array.isArray(actual) !== Array.isArray(expected)
  ) {
    return `${place}: ${shown(actual)} instead of ${shown(expected)}`;
  }
  const others = new Map(Object.entries(expected));
  for (const [key, part] of Object.entries(actual)) {
    const other = others.get(key);
    if (other === undefined) return `${place}/${key}: ${shown(part)} is new`;
    others.delete(key);
    const difference = differenceAt(`${place}/${key}`, part, other);
    if (difference !== undefined) return difference;
  }
  for (const [key, other] of others)
    return `${place}/${key}: ${shown(other)} is missing`;
  return undefined;
}

function shown(structure: Structure): string {
  return JSON.stringify(structure).slice(0, 300);
}
