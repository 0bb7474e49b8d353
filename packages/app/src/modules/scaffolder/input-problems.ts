import type { JsonObject } from '@backstage/types';
import { parseInput, type Problem } from '@ameide/generator/inputs';

/**
 * Problems of one property, found by validating the whole description as far as
 * it is filled in. Problems of other properties are left to their own fields.
 */
export function problemsOf(
  property: string,
  formData: JsonObject,
): readonly Problem[] {
  const given = Object.fromEntries(
    Object.entries(formData).filter(([, value]) => value !== undefined),
  );
  const parsed = parseInput('domain-controller', given);
  if (parsed.ok) return [];
  return parsed.problems.filter(
    ({ path }) =>
      path === property ||
      path.startsWith(`${property}.`) ||
      path.startsWith(`${property}[`),
  );
}
