import type { ManifestSet } from '../../facts/manifests/manifest';
import type {
  NetworkPolicy,
  PolicyPeer,
} from '../../facts/manifests/network/policy';
import { environmentOf } from '../../facts/manifests/namespace';
import type { Selector } from '../../facts/manifests/selector';
import type { NetworkView } from './network-view';

/** Whom the platform lets a service talk with. */
export type PeerRole =
  | 'dns'
  | 'gateway'
  | 'scraper'
  | 'identity'
  | 'collector'
  | 'engine'
  | 'operator'
  | 'database'
  | 'own';

/** Labels by which the platform's own pods are known; each value of a role is as good as the others. */
const LABELS: readonly {
  readonly role: PeerRole;
  readonly namespace: 'platform' | 'kube-system' | 'cnpg-system';
  readonly labels: readonly (readonly [string, readonly string[]])[];
}[] = [
  {
    role: 'dns',
    namespace: 'kube-system',
    labels: [
      ['k8s-app', ['kube-dns', 'coredns']],
      ['app.kubernetes.io/name', ['coredns']],
    ],
  },
  {
    role: 'gateway',
    namespace: 'platform',
    labels: [['gateway.networking.k8s.io/gateway-name', ['ameide']]],
  },
  {
    role: 'scraper',
    namespace: 'platform',
    labels: [['app.kubernetes.io/name', ['prometheus']]],
  },
  {
    role: 'identity',
    namespace: 'platform',
    labels: [
      ['app', ['keycloak']],
      ['app.kubernetes.io/name', ['keycloak']],
    ],
  },
  {
    role: 'collector',
    namespace: 'platform',
    labels: [
      ['app.kubernetes.io/name', ['otel-collector', 'opentelemetry-collector']],
    ],
  },
  {
    role: 'engine',
    namespace: 'platform',
    labels: [['app.kubernetes.io/name', ['temporal', 'temporal-frontend']]],
  },
  {
    role: 'operator',
    namespace: 'cnpg-system',
    labels: [['app.kubernetes.io/name', ['cloudnative-pg']]],
  },
];

/** Whether whatever a selector selects has one of the values for a key. */
function implies(
  selector: Selector | undefined,
  key: string,
  allowed: (value: string) => boolean,
): boolean {
  return (
    selector?.requirements.some(
      requirement =>
        requirement.key === key &&
        requirement.operator === 'In' &&
        requirement.values.length > 0 &&
        requirement.values.every(allowed),
    ) ?? false
  );
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Whether a namespace is the platform's, of the environment that a set is for. */
function isPlatform(set: ManifestSet, own: string): (name: string) => boolean {
  const environments = [
    environmentOf(own),
    ...(set.origin === 'overlay' ? [set.name] : []),
  ].flatMap(environment => environment ?? []);
  return name =>
    environments.length === 0
      ? name.startsWith('ameide-')
      : environments.some(environment => name === `ameide-${environment}`);
}

function inNamespace(
  peer: Extract<PolicyPeer, { type: 'pods' }>,
  own: string,
  allowed: (name: string) => boolean,
): boolean {
  return peer.namespaces === undefined
    ? allowed(own)
    : implies(peer.namespaces, NAMESPACE_NAME, allowed);
}

/** Labels that tell the pods of one service from those of others. */
const SERVICE_LABELS = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app',
];

/** Whether a selector means the service's own pods and nobody else's. */
export function meansOwnPods(
  view: NetworkView,
  selector: Selector | undefined,
): boolean {
  return SERVICE_LABELS.some(key =>
    implies(selector, key, value =>
      view.pods.some(({ labels }) => labels.get(key) === value),
    ),
  );
}

/** Whether a selector means the service's own databases and nobody else's. */
export function meansOwnDatabase(
  { databases }: NetworkView,
  selector: Selector | undefined,
): boolean {
  const names = databases.map(({ name }) => name);
  return ['cnpg.io/cluster', 'cnpg.io/poolerName'].some(key =>
    implies(selector, key, name => names.includes(name)),
  );
}

/**
 * Who a peer of a policy is: undefined where it means, or could mean, anybody
 * besides the pods of one role.
 */
export function roleOfPeer(
  view: NetworkView,
  policy: NetworkPolicy,
  peer: PolicyPeer,
): PeerRole | undefined {
  if (peer.type !== 'pods') return undefined;
  const own = policy.namespace;
  const isOwn = (name: string): boolean => name === own;
  if (inNamespace(peer, own, isOwn)) {
    if (meansOwnDatabase(view, peer.pods)) return 'database';
    if (meansOwnPods(view, peer.pods)) return 'own';
  }
  const platform = isPlatform(view.set, own);
  return LABELS.find(
    ({ namespace, labels }) =>
      inNamespace(
        peer,
        own,
        namespace === 'platform' ? platform : name => name === namespace,
      ) &&
      labels.some(([key, values]) =>
        implies(peer.pods, key, value => values.includes(value)),
      ),
  )?.role;
}
