import { defineControl } from '../../control/control';
import { nameOf, type Manifest } from '../../facts/manifests/manifest';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { isNetworkPolicy } from '../../facts/manifests/network/policy';
import { placeAt } from '../../facts/manifests/yaml/node';

/** Groups of network plugins and meshes, whose policies and routes can undo what a NetworkPolicy says. */
const GROUPS = new Set([
  'cilium.io',
  'crd.projectcalico.org',
  'projectcalico.org',
  'policy.networking.k8s.io',
  'networking.istio.io',
  'security.istio.io',
  'policy.linkerd.io',
  'crd.antrea.io',
  'k8s.ovn.org',
  'submariner.io',
  'multicluster.x-k8s.io',
]);

function decidesBesides(manifest: Manifest): boolean {
  const isOther =
    manifest.kind.endsWith('NetworkPolicy') && !isNetworkPolicy(manifest);
  return isOther || GROUPS.has(manifest.group);
}

export default defineControl({
  id: 'NET-10',
  title: 'Only NetworkPolicies decide who reaches the service',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A network plugin's own policies, a mesh's entries and exports to other clusters open what the NetworkPolicies close, and are not evaluated here.",
  remediation:
    "Express it as a NetworkPolicy, or let the platform own the object outside the service's tree.",
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.filter(decidesBesides).map(manifest => ({
        place: placeAt(manifest.root, 'kind'),
        subject: `${nameOf(manifest)} ${manifest.group}`,
        message: `${nameOf(manifest)} (${
          manifest.apiVersion
        }) decides about connections besides the NetworkPolicies`,
      })),
    ),
});
