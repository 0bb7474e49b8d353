import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  type Node,
} from '../../facts/manifests/yaml/node';

function* exposures(
  title: string,
  spec: Node | undefined,
): Generator<ManifestProblem> {
  const type = at(spec, 'type');
  const value = textAt(type) ?? 'ClusterIP';
  if (type !== undefined && value !== 'ClusterIP') {
    yield {
      place: type.place,
      subject: `${title} type`,
      message:
        value === 'ExternalName'
          ? `${title} is another name for ${textAt(
              spec,
              'externalName',
            )}, outside the cluster`
          : `${title} is open from outside the cluster (type ${value})`,
    };
  }
  const addresses = at(spec, 'externalIPs');
  if (itemsAt(addresses).length > 0 && addresses !== undefined) {
    yield {
      place: addresses.place,
      subject: `${title} external addresses`,
      message: `${title} takes calls to addresses outside the cluster (externalIPs), whoever they belong to`,
    };
  }
}

function* exposuresOf({
  kind,
  group,
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  if (kind === 'Service' && group === '') {
    yield* exposures(`Service/${name}`, at(root, 'spec'));
  }
  // Operators make Services for what they run.
  if (group === 'postgresql.cnpg.io') {
    for (const [index, service] of itemsAt(
      root,
      'spec',
      'managed',
      'services',
      'additional',
    ).entries()) {
      yield* exposures(
        `${kind}/${name} additional service ${index}`,
        at(service, 'serviceTemplate', 'spec'),
      );
    }
    const pooler = at(root, 'spec', 'serviceTemplate', 'spec');
    yield* exposures(`${kind}/${name} service`, pooler);
  }
  if (
    kind === 'Ingress' ||
    (group === 'gateway.networking.k8s.io' &&
      ['Gateway', 'ListenerSet', 'XListenerSet'].includes(kind))
  ) {
    yield {
      place: placeAt(root, 'kind'),
      subject: `${kind}/${name}`,
      message: `${kind}/${name} is a way into the cluster past the platform's gateway`,
    };
  }
  if (kind === 'Endpoints' || kind === 'EndpointSlice') {
    yield {
      place: placeAt(root, 'kind'),
      subject: `${kind}/${name}`,
      message: `${kind}/${name} sends calls to addresses that it names itself`,
    };
  }
}

export default defineControl({
  id: 'NET-08',
  title:
    "Nothing is open from outside the cluster but by the platform's gateway, and no Service leads out of it",
  layer: 'infra',
  severity: 'high',
  source: { sections: ['§3.2', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A NodePort, a LoadBalancer or an external address leads past the gateway; an ExternalName or endpoints of its own send calls that look internal to anybody.',
  remediation:
    "Make it a ClusterIP Service with a selector; the platform's gateway is the way in.",
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => [...exposuresOf(manifest)]),
    ),
});
