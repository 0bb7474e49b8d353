import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { selectorAt, selects } from '../../facts/manifests/selector';
import type { Workload } from '../../facts/manifests/workload';
import { at, placeAt, valueAt } from '../../facts/manifests/yaml/node';
import { keptAlive, replicasOf, share } from './availability';
import { NO_WORKLOADS } from './in-each-workload';

function budgetsFor(
  { labels, manifest }: Workload,
  set: ManifestSet,
): readonly Manifest[] {
  return set.manifests.filter(({ kind, root, namespace }) => {
    if (kind !== 'PodDisruptionBudget' || namespace !== manifest.namespace) {
      return false;
    }
    const selector = selectorAt(root, 'spec', 'selector');
    return selector !== undefined && selects(selector, labels);
  });
}

/** How many of the pods a budget lets go at a time; undefined where it does not say. */
function allowedOf({ root }: Manifest, replicas: number): number | undefined {
  const unavailable = share(valueAt(root, 'spec', 'maxUnavailable'), replicas);
  if (unavailable !== undefined) return unavailable;
  const available = share(valueAt(root, 'spec', 'minAvailable'), replicas);
  return available === undefined ? undefined : replicas - available;
}

function* problemsOf(set: ManifestSet): Generator<ManifestProblem> {
  for (const workload of keptAlive(set)) {
    const { title, manifest } = workload;
    const replicas = replicasOf(workload, set);
    if (replicas < 2) continue;
    const [budget, second] = budgetsFor(workload, set);
    if (budget === undefined) {
      yield {
        place: manifest.root.place,
        subject: `${title} budget`,
        message: `${title}: no PodDisruptionBudget is for its pods`,
      };
      continue;
    }
    const place = placeAt(
      budget.root,
      'spec',
      at(budget.root, 'spec', 'maxUnavailable') === undefined
        ? 'minAvailable'
        : 'maxUnavailable',
    );
    if (second !== undefined) {
      yield {
        place: second.root.place,
        subject: `${title} second budget`,
        message: `${title}: two PodDisruptionBudgets are for its pods, so that none of them can be moved`,
      };
    }
    const allowed = allowedOf(budget, replicas);
    if (allowed === undefined || allowed <= 0) {
      yield {
        place,
        subject: `${title} budget never`,
        message: `${title}: its PodDisruptionBudget lets no pod go, so that machines cannot be emptied for updates`,
      };
    } else if (allowed >= replicas) {
      yield {
        place,
        subject: `${title} budget always`,
        message: `${title}: its PodDisruptionBudget lets all of the pods go at a time`,
      };
    }
  }
}

export default defineControl({
  id: 'POD-19',
  title: 'A disruption budget keeps pods alive while machines are emptied',
  layer: 'infra',
  severity: 'low',
  source: { sections: ['§2.5', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without a budget an update of the machines stops all pods at once; with one that allows nothing, security updates of the machines wait forever.',
  remediation:
    'Give each workload one PodDisruptionBudget with a selector for its pods and maxUnavailable: 1.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    manifests.sets.some(set => keptAlive(set).length > 0)
      ? inEachSet(manifests, problemsOf)
      : NO_WORKLOADS,
});
