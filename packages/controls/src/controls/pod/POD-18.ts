import { defineControl } from '../../control/control';
import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { selectorAt, selects } from '../../facts/manifests/selector';
import type { Workload } from '../../facts/manifests/workload';
import { at, itemsAt, placeAt, textAt } from '../../facts/manifests/yaml/node';
import { isAttended, keptAlive, replicasOf } from './availability';
import { NO_WORKLOADS } from './in-each-workload';

/** Whether the scheduler is asked to keep the pods of a workload apart. */
function isSpread({ pod, labels }: Workload): boolean {
  const antiAffinity = at(pod, 'affinity', 'podAntiAffinity');
  const terms = [
    ...itemsAt(pod, 'topologySpreadConstraints'),
    ...itemsAt(antiAffinity, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...itemsAt(
      antiAffinity,
      'preferredDuringSchedulingIgnoredDuringExecution',
    ).flatMap(weighted => at(weighted, 'podAffinityTerm') ?? []),
  ];
  return terms.some(term => {
    const selector = selectorAt(term, 'labelSelector');
    return selector !== undefined && selects(selector, labels);
  });
}

function* problemsOf(set: ManifestSet): Generator<ManifestProblem> {
  for (const workload of keptAlive(set)) {
    const { title, manifest, pod } = workload;
    const replicas = replicasOf(workload, set);
    const enough = isAttended(set) ? 2 : 1;
    if (replicas < enough) {
      yield {
        place: placeAt(manifest.root, 'spec', 'replicas'),
        subject: `${title} replicas`,
        message: `${title} keeps ${replicas} pod${
          replicas === 1 ? '' : 's'
        } alive`,
      };
    }
    const strategy = at(manifest.root, 'spec', 'strategy', 'type');
    if (isAttended(set) && textAt(strategy) === 'Recreate') {
      yield {
        place: strategy?.place ?? manifest.root.place,
        subject: `${title} strategy`,
        message: `${title} is down during every release (strategy Recreate)`,
      };
    }
    if (replicas > 1 && !isSpread(workload)) {
      yield {
        place: placeAt(pod, 'topologySpreadConstraints'),
        subject: `${title} spread`,
        message: `${title}: nothing keeps its pods on different machines`,
      };
    }
  }
}

export default defineControl({
  id: 'POD-18',
  title: 'What others depend on runs in several pods, on several machines',
  layer: 'infra',
  severity: 'low',
  source: { sections: ['§2.5', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'One pod, or several on one machine, are one failure away from an outage of every tenant.',
  remediation:
    'Keep at least two replicas and spread them by topologySpreadConstraints or anti-affinity whose selector means the pods themselves.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    manifests.sets.some(set => keptAlive(set).length > 0)
      ? inEachSet(manifests, problemsOf)
      : NO_WORKLOADS,
});
