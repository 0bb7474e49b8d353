import type { Manifest } from '../manifest';
import { selectorAt, selectorOf, type Selector } from '../selector';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
  type Node,
  type Place,
} from '../yaml/node';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A NetworkPolicy, its defaults written out. */
export interface NetworkPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly place: Place;
  /** Pods of its namespace that it is for. */
  readonly pods: Selector;
  /** What it lets in; undefined in a policy that leaves that direction alone. */
  readonly ingress?: readonly PolicyRule[];
  readonly egress?: readonly PolicyRule[];
}

export interface PolicyRule {
  /** Undefined: anybody, inside the cluster and outside. */
  readonly peers?: readonly PolicyPeer[];
  /** Undefined: every port of every protocol. */
  readonly ports?: readonly PolicyPort[];
  readonly place: Place;
}

export type PolicyPeer =
  | {
      readonly type: 'pods';
      /** Undefined: the policy's own namespace. */
      readonly namespaces?: Selector;
      /** Undefined: every pod of the namespaces. */
      readonly pods?: Selector;
      readonly place: Place;
    }
  | {
      readonly type: 'addresses';
      readonly block: string;
      readonly except: readonly string[];
      readonly place: Place;
    };

export interface PolicyPort {
  readonly protocol: Protocol;
  /** A number, or the name of a port of the pod at the receiving end; undefined: every port. */
  readonly port?: number | string;
  /** Last of a range. */
  readonly endPort?: number;
  readonly place: Place;
}

function peerOf(node: Node): readonly PolicyPeer[] {
  const block = at(node, 'ipBlock');
  if (block !== undefined) {
    return [
      {
        type: 'addresses',
        block: textAt(block, 'cidr') ?? '',
        except: textsAt(block, 'except'),
        place: node.place,
      },
    ];
  }
  const namespaces = selectorAt(node, 'namespaceSelector');
  const pods = selectorAt(node, 'podSelector');
  // The API server refuses a peer without any of them: it lets nobody in.
  if (namespaces === undefined && pods === undefined) return [];
  return [
    {
      type: 'pods',
      place: node.place,
      ...(namespaces === undefined ? {} : { namespaces }),
      ...(pods === undefined ? {} : { pods }),
    },
  ];
}

function portOf(node: Node): PolicyPort {
  const protocol = textAt(node, 'protocol');
  const port = valueAt(node, 'port');
  const endPort = valueAt(node, 'endPort');
  return {
    protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
    place: node.place,
    ...(typeof port === 'number' || typeof port === 'string' ? { port } : {}),
    ...(typeof endPort === 'number' ? { endPort } : {}),
  };
}

function ruleOf(node: Node, side: 'from' | 'to'): PolicyRule {
  const peers = itemsAt(node, side);
  const ports = itemsAt(node, 'ports');
  // An empty list means the same as none: everybody, every port.
  return {
    place: node.place,
    ...(peers.length === 0 ? {} : { peers: peers.flatMap(peerOf) }),
    ...(ports.length === 0 ? {} : { ports: ports.map(portOf) }),
  };
}

/** Whether an object is a NetworkPolicy that every network plugin must keep. */
export function isNetworkPolicy({ group, kind }: Manifest): boolean {
  return (
    kind === 'NetworkPolicy' &&
    (group === 'networking.k8s.io' || group === 'extensions')
  );
}

/** Reads a NetworkPolicy. `namespace` is the one of a policy that names none. */
export function networkPolicyOf(
  { name, root, namespace: own }: Manifest,
  namespace: string,
): NetworkPolicy {
  const ingress = itemsAt(root, 'spec', 'ingress');
  const egress = itemsAt(root, 'spec', 'egress');
  const types = textsAt(root, 'spec', 'policyTypes');
  const isolates =
    types.length > 0
      ? {
          ingress: types.includes('Ingress'),
          egress: types.includes('Egress'),
        }
      : { ingress: true, egress: egress.length > 0 };
  return {
    name,
    namespace: own ?? namespace,
    place: placeAt(root, 'metadata', 'name'),
    pods: selectorOf(at(root, 'spec', 'podSelector')),
    ...(isolates.ingress
      ? { ingress: ingress.map(rule => ruleOf(rule, 'from')) }
      : {}),
    ...(isolates.egress
      ? { egress: egress.map(rule => ruleOf(rule, 'to')) }
      : {}),
  };
}
