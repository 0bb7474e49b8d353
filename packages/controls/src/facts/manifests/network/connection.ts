import { selects, type Labels } from '../selector';
import { holdsBlock, overlaps, parseBlock } from './cidr';
import type {
  NetworkPolicy,
  PolicyPeer,
  PolicyPort,
  PolicyRule,
  Protocol,
} from './policy';

/** A pod as the network sees it. */
export interface NetworkPod {
  readonly type: 'pod';
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Its declared ports, by which named ports of policies are found. */
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly protocol: Protocol;
  }[];
}

/** Addresses outside the cluster: one, or a block of them. */
export interface NetworkAddress {
  readonly type: 'address';
  readonly address: string;
}

export type Endpoint = NetworkPod | NetworkAddress;

/** Everything that decides about a connection. */
export interface Network {
  readonly policies: readonly NetworkPolicy[];
  /** Labels of the namespaces by name. Each has `kubernetes.io/metadata.name` besides. */
  readonly namespaces: ReadonlyMap<string, Labels>;
}

export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: Protocol;
  /** The port of the pod or address at the receiving end, not of a Service. */
  readonly port: number;
}

function namespaceLabels(network: Network, namespace: string): Labels {
  return new Map([
    ...(network.namespaces.get(namespace) ?? []),
    ['kubernetes.io/metadata.name', namespace],
  ]);
}

/** Whether a peer of a policy in a namespace means an endpoint. */
export function meets(
  network: Network,
  peer: PolicyPeer,
  policyNamespace: string,
  endpoint: Endpoint,
): boolean {
  if (peer.type === 'addresses') {
    if (endpoint.type === 'pod') return false;
    const block = parseBlock(peer.block);
    const address = parseBlock(endpoint.address);
    if (block === undefined || address === undefined) return false;
    return (
      holdsBlock(block, address) &&
      !peer.except.some(text => {
        const except = parseBlock(text);
        return except !== undefined && overlaps(except, address);
      })
    );
  }
  if (endpoint.type !== 'pod') return false;
  const inNamespace =
    peer.namespaces === undefined
      ? endpoint.namespace === policyNamespace
      : selects(peer.namespaces, namespaceLabels(network, endpoint.namespace));
  return (
    inNamespace &&
    (peer.pods === undefined || selects(peer.pods, endpoint.labels))
  );
}

/** Whether a port of a policy means a port of the receiving end. */
export function meetsPort(
  rule: PolicyPort,
  to: Endpoint,
  protocol: Protocol,
  port: number,
): boolean {
  if (rule.protocol !== protocol) return false;
  if (rule.port === undefined) return true;
  if (typeof rule.port === 'number') {
    return rule.port <= port && port <= (rule.endPort ?? rule.port);
  }
  // A name that the pod does not declare, or an address, means no port at all.
  return (
    to.type === 'pod' &&
    to.ports.some(
      declared =>
        declared.name === rule.port &&
        declared.protocol === protocol &&
        declared.port === port,
    )
  );
}

function ruleAllows(
  network: Network,
  namespace: string,
  rule: PolicyRule,
  peer: Endpoint,
  { to, protocol, port }: Connection,
): boolean {
  return (
    (rule.peers === undefined ||
      rule.peers.some(candidate =>
        meets(network, candidate, namespace, peer),
      )) &&
    (rule.ports === undefined ||
      rule.ports.some(candidate => meetsPort(candidate, to, protocol, port)))
  );
}

/** Policies that isolate a pod in a direction. None of them: everything is allowed. */
export function policiesOn(
  { policies }: Pick<Network, 'policies'>,
  pod: NetworkPod,
  direction: 'ingress' | 'egress',
): readonly NetworkPolicy[] {
  return policies.filter(
    policy =>
      policy[direction] !== undefined &&
      policy.namespace === pod.namespace &&
      selects(policy.pods, pod.labels),
  );
}

function sideAllows(
  network: Network,
  connection: Connection,
  direction: 'ingress' | 'egress',
): boolean {
  const [pod, peer] =
    direction === 'ingress'
      ? [connection.to, connection.from]
      : [connection.from, connection.to];
  if (pod.type !== 'pod') return true;
  const policies = policiesOn(network, pod, direction);
  if (policies.length === 0) return true;
  return policies.some(policy =>
    (policy[direction] ?? []).some(rule =>
      ruleAllows(network, policy.namespace, rule, peer, connection),
    ),
  );
}

/**
 * Whether the policies of a cluster allow a connection: the sender's must let it
 * out and the receiver's must let it in. A pod always reaches itself.
 */
export function isAllowed(network: Network, connection: Connection): boolean {
  const { from, to } = connection;
  if (
    from.type === 'pod' &&
    to.type === 'pod' &&
    from.namespace === to.namespace &&
    from.name === to.name
  ) {
    return true;
  }
  return (
    sideAllows(network, connection, 'egress') &&
    sideAllows(network, connection, 'ingress')
  );
}
