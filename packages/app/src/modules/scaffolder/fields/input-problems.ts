import type { JsonObject } from '@backstage/types';
import {
  parseInput,
  type DomainInput,
  type Problem,
} from '@ameide/generator/inputs';

type Result = ReturnType<typeof parseInput>;

/** One result for each state of a form, which all of its fields ask for. */
const results = new WeakMap<JsonObject, Result>();

function resultOf(formData: JsonObject): Result {
  let result = results.get(formData);
  if (result === undefined) {
    const given = Object.fromEntries(
      Object.entries(formData).filter(([, value]) => value !== undefined),
    );
    result = parseInput('domain-controller', given);
    results.set(formData, result);
  }
  return result;
}

/** Everything that is wrong with a description as far as it is filled in. */
export function allProblems(formData: JsonObject): readonly Problem[] {
  const result = resultOf(formData);
  return result.ok ? [] : result.problems;
}

/** The description with its defaults, once it is valid. */
export function validInput(formData: JsonObject): DomainInput | undefined {
  const result = resultOf(formData);
  return result.ok ? result.input : undefined;
}

/**
 * Problems of one property, found by validating the whole description as far as
 * it is filled in. Problems of other properties are left to their own fields.
 */
export function problemsOf(
  property: string,
  formData: JsonObject,
): readonly Problem[] {
  return problemsWithin(allProblems(formData), property);
}

/** Problems at a path and below it. */
export function problemsWithin(
  problems: readonly Problem[],
  place: string,
): readonly Problem[] {
  return problems.filter(
    ({ path }) =>
      path === place ||
      path.startsWith(`${place}.`) ||
      path.startsWith(`${place}[`),
  );
}
