import { defineControl } from '../../control/control';
import {
  nameOf,
  type Manifest,
  type ManifestSet,
} from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  deliveriesOf,
  environmentOf,
  namespaceOf,
} from '../../facts/manifests/namespace';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
} from '../../facts/manifests/yaml/node';

/** The platform's namespace beside a namespace of a service. */
function platformOf(own: string): string | undefined {
  const environment = environmentOf(own);
  return environment === undefined ? undefined : `ameide-${environment}`;
}

function* routeCrossings(
  route: Manifest,
  own: string,
): Generator<ManifestProblem> {
  const title = nameOf(route);
  for (const parent of itemsAt(route.root, 'spec', 'parentRefs')) {
    const namespace = textAt(parent, 'namespace') ?? own;
    if (namespace === own || namespace === platformOf(own)) continue;
    yield {
      place: placeAt(parent, 'namespace'),
      subject: `${title} parent ${namespace}`,
      message: `${title} attaches to a gateway of the namespace ${namespace}`,
    };
  }
  for (const rule of itemsAt(route.root, 'spec', 'rules')) {
    const backends = [
      ...itemsAt(rule, 'backendRefs'),
      ...itemsAt(rule, 'filters').flatMap(
        filter => at(filter, 'requestMirror', 'backendRef') ?? [],
      ),
    ];
    for (const backend of backends) {
      const namespace = textAt(backend, 'namespace') ?? own;
      if (namespace === own) continue;
      yield {
        place: placeAt(backend, 'namespace'),
        subject: `${title} backend ${namespace}`,
        message: `${title} sends calls to the namespace ${namespace}`,
      };
    }
  }
}

function* crossings(
  manifest: Manifest,
  own: string,
): Generator<ManifestProblem> {
  const { kind, root } = manifest;
  const title = nameOf(manifest);
  if (/^(?:HTTP|GRPC|TLS|TCP|UDP)Route$/.test(kind)) {
    yield* routeCrossings(manifest, own);
  }
  if (kind === 'ReferenceGrant') {
    yield {
      place: placeAt(root, 'kind'),
      subject: title,
      message: `${title} lets objects of other namespaces refer to this one's`,
    };
  }
  if (kind === 'RoleBinding') {
    for (const subject of itemsAt(root, 'subjects')) {
      const namespace = textAt(subject, 'namespace') ?? own;
      if (textAt(subject, 'kind') !== 'ServiceAccount' || namespace === own)
        continue;
      yield {
        place: placeAt(subject, 'namespace'),
        subject: `${title} subject ${namespace}/${textAt(subject, 'name')}`,
        message: `${title} gives rights to an account of the namespace ${namespace}`,
      };
    }
  }
  if (kind === 'ServiceMonitor' || kind === 'PodMonitor') {
    const selector = at(root, 'spec', 'namespaceSelector');
    const others = textsAt(selector, 'matchNames').filter(name => name !== own);
    if (valueAt(selector, 'any') === true || others.length > 0) {
      yield {
        place: selector?.place ?? root.place,
        subject: `${title} namespaces`,
        message: `${title} fetches metrics from other namespaces`,
      };
    }
  }
}

function problemsOf(
  set: ManifestSet,
  deliveries: ReturnType<typeof deliveriesOf>,
): readonly ManifestProblem[] {
  return set.manifests.flatMap(manifest => [
    ...crossings(manifest, namespaceOf(manifest, set, deliveries) ?? ''),
  ]);
}

export default defineControl({
  id: 'ISO-06',
  title:
    'Nothing crosses the border of its namespace but to the gateway of its own environment',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.2', '§4.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A route, grant or binding that names another namespace ties environments, tenants or trust zones together where no declaration says so: production's calls end in development, one tenant's rights in another's hands.",
  remediation:
    'Attach routes to the gateway of the environment, keep backends, subjects and metrics in the own namespace, and go through the gateway for everything else.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const deliveries = deliveriesOf(manifests);
    return inEachSet(manifests, set => problemsOf(set, deliveries));
  },
});
