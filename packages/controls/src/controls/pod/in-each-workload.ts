import type { Evaluation } from '../../control/control';
import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type { Manifests } from '../../facts/manifests/manifests';
import { workloadsOf, type Workload } from '../../facts/manifests/workload';
import { podSecurityViolations } from './pod-security';
import type { PodSecurityCheck } from './pod-security-violation';

export const NO_WORKLOADS = {
  notApplicable: 'The tree deploys no pods.',
} as const;

/** Looks at every workload that a tree deploys. */
export function inEachWorkload(
  manifests: Manifests,
  look: (workload: Workload, set: ManifestSet) => Iterable<ManifestProblem>,
): Evaluation {
  const any = manifests.sets.some(set => workloadsOf(set.manifests).length > 0);
  if (!any) return NO_WORKLOADS;
  return inEachSet(manifests, set =>
    workloadsOf(set.manifests).flatMap(workload => [...look(workload, set)]),
  );
}

/** Findings of some checks of the Pod Security Standards on every workload. */
export function podSecurityFindings(
  manifests: Manifests,
  checks: readonly PodSecurityCheck[],
): Evaluation {
  return inEachWorkload(manifests, workload =>
    podSecurityViolations(workload).filter(({ check }) =>
      checks.includes(check),
    ),
  );
}
