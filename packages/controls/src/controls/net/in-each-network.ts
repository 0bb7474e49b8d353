import type { Evaluation } from '../../control/control';
import {
  findingsOf,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type { Manifests } from '../../facts/manifests/manifests';
import { networkViewsOf, type NetworkView } from './network-view';

/** Looks at the network of every set that deploys pods. */
export function inEachNetwork(
  manifests: Manifests,
  look: (view: NetworkView) => Iterable<ManifestProblem>,
): Evaluation {
  const views = networkViewsOf(manifests).filter(
    ({ pods, databases }) => pods.length + databases.length > 0,
  );
  if (views.length === 0) {
    return { notApplicable: 'The tree deploys no pods.' };
  }
  return findingsOf(
    views.flatMap(view =>
      [...look(view)].map(problem => [view.set, problem] as const),
    ),
  );
}
