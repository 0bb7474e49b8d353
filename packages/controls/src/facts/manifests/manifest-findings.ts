import type { Finding } from '../../control/control';
import type { ManifestSet } from './manifest';
import type { Manifests } from './manifests';
import type { Place } from './yaml/node';

/** Something wrong with an object of one set. */
export interface ManifestProblem {
  readonly place: Place;
  /** Names the object, and what is wrong with it where there can be several such problems. */
  readonly subject: string;
  readonly message: string;
}

/**
 * Findings of problems in several sets. What overlays share is found once, with
 * the environments that it concerns.
 */
export function findingsOf(
  problems: Iterable<readonly [ManifestSet | undefined, ManifestProblem]>,
): readonly Finding[] {
  const found = new Map<
    string,
    { readonly problem: ManifestProblem; readonly sets: Set<string> }
  >();
  for (const [set, problem] of problems) {
    const key = JSON.stringify([problem.place.file, problem.subject]);
    const known = found.get(key) ?? { problem, sets: new Set() };
    found.set(key, known);
    if (set !== undefined && set.origin !== 'files') known.sets.add(set.name);
  }
  return [...found.values()].map(({ problem, sets }) => ({
    message: `${problem.message}${
      sets.size === 0 ? '' : ` (in ${[...sets].join(', ')})`
    }.`,
    file: problem.place.file,
    line: problem.place.line,
    subject: problem.subject,
  }));
}

/** Looks at every set by itself and gathers the findings. */
export function inEachSet(
  { sets }: Pick<Manifests, 'sets'>,
  look: (set: ManifestSet) => Iterable<ManifestProblem>,
): readonly Finding[] {
  return findingsOf(
    sets.flatMap(set => [...look(set)].map(problem => [set, problem] as const)),
  );
}
