import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { deliveriesOf, namespaceOf } from '../../facts/manifests/namespace';
import {
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
} from '../../facts/manifests/yaml/node';

/** Names by which others reach what a set deploys. */
function ownNames(set: ManifestSet, namespace: string): ReadonlySet<string> {
  const services = set.manifests
    .filter(({ kind, group }) => kind === 'Service' && group === '')
    .map(({ name }) => name);
  const hosts = set.manifests.flatMap(({ kind, root }) => {
    if (kind.endsWith('Route')) return textsAt(root, 'spec', 'hostnames');
    const rules = kind === 'Ingress' ? itemsAt(root, 'spec', 'rules') : [];
    return rules.flatMap(rule => textAt(rule, 'host') ?? []);
  });
  return new Set([
    ...hosts.filter(host => !host.includes('*')),
    ...services.flatMap(service => [
      service,
      `${service}.${namespace}`,
      `${service}.${namespace}.svc`,
      `${service}.${namespace}.svc.cluster.local`,
    ]),
  ]);
}

function* problemsOf(
  { name, root }: Manifest,
  own: ReadonlySet<string>,
): Generator<ManifestProblem> {
  const title = `Certificate/${name}`;
  const names = [
    ...itemsAt(root, 'spec', 'dnsNames'),
    ...itemsAt(root, 'spec', 'ipAddresses'),
    ...itemsAt(root, 'spec', 'uris'),
    ...itemsAt(root, 'spec', 'emailAddresses'),
  ];
  for (const node of names) {
    const text = textAt(node) ?? '';
    if (own.has(text)) continue;
    yield {
      place: node.place,
      subject: `${title} ${text}`,
      message: `${title} is for ${text}, which is no name of a Service that is deployed with it`,
    };
  }
  if (valueAt(root, 'spec', 'isCA') === true) {
    yield {
      place: placeAt(root, 'spec', 'isCA'),
      subject: `${title} authority`,
      message: `${title} can sign other certificates`,
    };
  }
  if (textAt(root, 'spec', 'issuerRef', 'kind') !== 'ClusterIssuer') {
    yield {
      place: placeAt(root, 'spec', 'issuerRef', 'kind'),
      subject: `${title} issuer`,
      message: `${title} comes from an issuer of its own namespace, not from the platform's authority`,
    };
  }
}

export default defineControl({
  id: 'NET-12',
  title:
    "Certificates are for the service's own names, from the platform's authority",
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§2.3', '§5.2'],
    standards: ['OWASP ASVS 5.0 V12.3.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'With a certificate for another name, or for all of them, a service can pass for the identity provider or for any other service.',
  remediation:
    'List the names of the own Services in dnsNames, and take issuerRef of kind ClusterIssuer.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const deliveries = deliveriesOf(manifests);
    return inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => {
        const { group, kind, name, root } = manifest;
        if (group !== 'cert-manager.io') return [];
        if (kind === 'Issuer') {
          return [
            {
              place: placeAt(root, 'kind'),
              subject: `Issuer/${name}`,
              message: `Issuer/${name} makes the service an authority of its own`,
            },
          ];
        }
        if (kind !== 'Certificate') return [];
        const namespace = namespaceOf(manifest, set, deliveries) ?? '';
        return [...problemsOf(manifest, ownNames(set, namespace))];
      }),
    );
  },
});
