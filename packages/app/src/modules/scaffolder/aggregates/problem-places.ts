import type { Problem } from '@ameide/generator/inputs';

/**
 * Hands every problem to the control that it is about: the one whose path is
 * the problem's, or the nearest above it. What is left has no control of its own
 * and comes back under the empty path.
 *
 * @param controls - paths of all controls that there are.
 */
export function placeProblems(
  problems: readonly Problem[],
  controls: ReadonlySet<string>,
): ReadonlyMap<string, readonly Problem[]> {
  const placed = new Map<string, Problem[]>();
  for (const problem of problems) {
    const place =
      above(problem.path).find(
        path =>
          controls.has(path) &&
          // A list of fields speaks for itself, not for what is wrong in it.
          (path === problem.path || !path.endsWith('.fields')),
      ) ?? '';
    placed.set(place, [...(placed.get(place) ?? []), problem]);
  }
  return placed;
}

/** A path and all above it: `a[0].b` gives `a[0].b`, `a[0]`, `a`. */
function above(path: string): string[] {
  const paths = [path];
  for (let end = path.length - 1; end > 0; end--) {
    if (path[end] === '.' || path[end] === '[') paths.push(path.slice(0, end));
  }
  return paths;
}
