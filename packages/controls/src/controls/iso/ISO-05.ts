import { defineControl } from '../../control/control';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import { deliveriesOfSet } from './argo';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

function enforces(labels: Node | undefined): boolean {
  return textAt(labels, ENFORCE) === 'restricted';
}

function* problemsOf(set: ManifestSet): Generator<ManifestProblem> {
  for (const { kind, name, root } of set.manifests) {
    if (kind !== 'Namespace' || enforces(at(root, 'metadata', 'labels'))) {
      continue;
    }
    yield {
      place: placeAt(root, 'metadata', 'labels', ENFORCE),
      subject: `Namespace/${name}`,
      message: `Namespace/${name} does not enforce Pod Security restricted (${ENFORCE})`,
    };
  }
  for (const { title, spec } of deliveriesOfSet(set)) {
    const creates = itemsAt(spec, 'syncPolicy', 'syncOptions').find(
      option => textAt(option) === 'CreateNamespace=true',
    );
    const labels = at(spec, 'syncPolicy', 'managedNamespaceMetadata', 'labels');
    if (creates === undefined && labels === undefined) continue;
    if (enforces(labels)) continue;
    yield {
      place: (at(labels, ENFORCE) ?? labels ?? creates)?.place ?? spec.place,
      subject: `${title} namespace`,
      message: `${title} makes its namespace, without enforcing Pod Security restricted in it`,
    };
  }
}

export default defineControl({
  id: 'ISO-05',
  title:
    'Namespaces enforce Pod Security restricted, and no sync makes one that does not',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: ['Kubernetes PSS restricted'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The label is the last lock: in a namespace without it the API server takes a privileged pod from whoever may make pods.',
  remediation: `Label the namespace ${ENFORCE}: restricted, or leave it to the platform (CreateNamespace=false).`,
  needs: ['manifests'],
  evaluate: ({ manifests }) => inEachSet(manifests, problemsOf),
});
