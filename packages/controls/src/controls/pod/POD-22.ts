import { defineControl } from '../../control/control';
import { isOfCluster, nameOf } from '../../facts/manifests/manifest';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { deliveriesOf, namespaceOf } from '../../facts/manifests/namespace';
import { placeAt } from '../../facts/manifests/yaml/node';

/** Namespaces of Kubernetes itself, and the one for what has no place. */
const SHARED = /^(?:default|kube-.*)$/;

export default defineControl({
  id: 'POD-22',
  title:
    'Every object is put into a namespace that is not shared with the system',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§4.1', '§8.2'],
    standards: ['CIS Kubernetes Benchmark 1.8 5.7.4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Policies, quotas, secrets and rights hold for a namespace: what lands in default or in one of the system stands outside all of them.',
  remediation:
    "Set the overlay's namespace, or that of the Argo CD Application which deploys the folder.",
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const deliveries = deliveriesOf(manifests);
    return inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => {
        if (isOfCluster(manifest.kind)) return [];
        const namespace = namespaceOf(manifest, set, deliveries);
        if (namespace !== undefined && !SHARED.test(namespace)) return [];
        return [
          {
            place: placeAt(manifest.root, 'metadata', 'namespace'),
            subject: `${nameOf(manifest)} namespace`,
            message: `${nameOf(manifest)} ${
              namespace === undefined
                ? 'names no namespace and nothing else does'
                : `is put into the namespace ${namespace}`
            }`,
          },
        ];
      }),
    );
  },
});
