import { defineControl } from '../../control/control';
import {
  findingsOf,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type {
  NetworkPolicy,
  PolicyRule,
} from '../../facts/manifests/network/policy';
import { isNetworkPolicy } from '../../facts/manifests/network/policy';
import { describeSelector } from '../../facts/manifests/selector';
import { itemsAt, placeAt, textsAt } from '../../facts/manifests/yaml/node';
import { isForThisSet } from './excess';
import { networkViewsOf, type NetworkView } from './network-view';
import { meansOwnDatabase, meansOwnPods, roleOfPeer } from './peer-roles';

/** Whether rules change nothing for others that a policy may select: none, or looking names up. */
function isHarmless(
  view: NetworkView,
  policy: NetworkPolicy,
  rules: readonly PolicyRule[],
): boolean {
  return rules.every(
    ({ peers }) =>
      peers !== undefined &&
      peers.every(peer => roleOfPeer(view, policy, peer) === 'dns'),
  );
}

function* astray(view: NetworkView): Generator<ManifestProblem> {
  for (const policy of view.policies) {
    const title = `NetworkPolicy/${policy.name}`;
    if (!isForThisSet(view, policy)) {
      yield {
        place: policy.place,
        subject: `${title} selects nothing`,
        message: `${title} selects no pod that is deployed with it (${describeSelector(
          policy.pods,
        )})`,
      };
      continue;
    }
    const isOwn =
      meansOwnPods(view, policy.pods) || meansOwnDatabase(view, policy.pods);
    const rules = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
    if (!isOwn && !isHarmless(view, policy, rules)) {
      yield {
        place: policy.place,
        subject: `${title} selects others`,
        message: `${title} is for ${describeSelector(
          policy.pods,
        )}: it opens the pods of other services of its namespace too`,
      };
    }
  }
}

/** Rules of a direction that the policy's types leave out: they hold nothing. */
function* deadRules(view: NetworkView): Generator<ManifestProblem> {
  for (const { kind, name, root, ...manifest } of view.set.manifests) {
    if (!isNetworkPolicy({ kind, name, root, ...manifest })) continue;
    const types = textsAt(root, 'spec', 'policyTypes');
    if (types.length === 0) continue;
    for (const [type, section] of [
      ['Ingress', 'ingress'],
      ['Egress', 'egress'],
    ] as const) {
      if (types.includes(type) || itemsAt(root, 'spec', section).length === 0) {
        continue;
      }
      yield {
        place: placeAt(root, 'spec', section),
        subject: `NetworkPolicy/${name} dead ${section}`,
        message: `NetworkPolicy/${name} has rules for ${section}, and its policyTypes leave ${type} out: they mean nothing`,
      };
    }
  }
}

export default defineControl({
  id: 'NET-07',
  title: "Every policy is for pods of the service, and for nobody else's",
  layer: 'infra',
  severity: 'high',
  source: { sections: ['§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A policy that selects nothing protects nothing, though it is read as if it did; one that selects every pod of a shared namespace opens services of others.',
  remediation:
    "Let podSelector name the labels of the service's own pods, app.kubernetes.io/name among them.",
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const views = networkViewsOf(manifests).filter(({ set }) =>
      set.manifests.some(isNetworkPolicy),
    );
    return views.length === 0
      ? { notApplicable: 'The tree deploys no network policies.' }
      : findingsOf(
          views.flatMap(view =>
            [...astray(view), ...deadRules(view)].map(
              problem => [view.set, problem] as const,
            ),
          ),
        );
  },
});
