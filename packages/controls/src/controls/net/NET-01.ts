import { defineControl } from '../../control/control';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import { policiesOn } from '../../facts/manifests/network/connection';
import { placeAt } from '../../facts/manifests/yaml/node';
import { inEachNetwork } from './in-each-network';
import type { NetworkView } from './network-view';

function* openPods(view: NetworkView): Generator<ManifestProblem> {
  for (const pod of view.pods) {
    for (const direction of ['ingress', 'egress'] as const) {
      if (policiesOn(view, pod, direction).length > 0) continue;
      yield {
        place: placeAt(pod.workload.template, 'metadata', 'labels'),
        subject: `${pod.name} ${direction}`,
        message:
          direction === 'ingress'
            ? `${pod.name}: no policy keeps anybody from its pods`
            : `${pod.name}: no policy keeps its pods from reaching anything`,
      };
    }
  }
  for (const database of view.databases) {
    if (policiesOn(view, database, 'ingress').length > 0) continue;
    const { kind, name, root } = database.manifest;
    yield {
      place: placeAt(root, 'metadata', 'name'),
      subject: `${kind}/${name} ingress`,
      message: `${kind}/${name}: no policy keeps anybody from the pods of the database`,
    };
  }
}

export default defineControl({
  id: 'NET-01',
  title: 'Nothing reaches a pod or leaves it but what a policy allows',
  layer: 'infra',
  severity: 'critical',
  source: {
    sections: ['§8.2'],
    standards: ['CIS Kubernetes Benchmark 1.8 5.3.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "Pods that no policy selects are open both ways: any pod of the cluster reaches them, and an intruder in them reaches the internet, the cloud's metadata service and other tenants' databases. A misspelt label is enough.",
  remediation:
    'Deploy a NetworkPolicy without rules, of policyTypes Ingress and Egress, whose podSelector selects all pods of the service.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => inEachNetwork(manifests, openPods),
});
