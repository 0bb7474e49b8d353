import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Manifest } from '../../facts/manifests/manifest';
import { manifestsOf } from '../../facts/manifests/manifest';
import {
  isAllowed,
  type Connection,
  type Endpoint,
  type Network,
  type NetworkPod,
} from '../../facts/manifests/network/connection';
import { parseBlock } from '../../facts/manifests/network/cidr';
import {
  isNetworkPolicy,
  networkPolicyOf,
} from '../../facts/manifests/network/policy';
import { workloadOf } from '../../facts/manifests/workload';
import {
  itemsAt,
  nodeOf,
  textAt,
  textMapAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import { parseYaml } from '../../facts/manifests/yaml/parse-yaml';
import { treeAt } from './corpora-folder';

const protocol = z.enum(['TCP', 'UDP', 'SCTP']);
const worldSchema = z.object({
  namespaces: z.record(z.string(), z.record(z.string(), z.string())),
  pods: z.record(
    z.string(),
    z.object({
      labels: z.record(z.string(), z.string()),
      ports: z.array(
        z.object({ name: z.string(), port: z.number(), protocol }),
      ),
    }),
  ),
});
const caseSchema = z.object({
  id: z.string(),
  what: z.string(),
  policies: z.array(z.unknown()),
  from: z.string(),
  to: z.string(),
  proto: protocol,
  port: z.number(),
  allowed: z.boolean(),
});

/** A line of the truth table: a connection, and whether it is allowed. */
export interface TruthTableCase {
  readonly id: string;
  readonly what: string;
  readonly network: Network;
  readonly connection: Connection;
  readonly allowed: boolean;
}

export function truthTable(folder: string): readonly TruthTableCase[] {
  const read = (name: string): string =>
    readFileSync(path.join(folder, 'netpol', name), 'utf8');
  const world = worldSchema.parse(JSON.parse(read('world.json')));
  const namespaces = new Map(
    Object.entries(world.namespaces).map(([name, labels]) => [
      name,
      new Map(Object.entries(labels)),
    ]),
  );
  const endpoint = (name: string): Endpoint => {
    const pod = world.pods[name];
    if (pod === undefined) {
      return { type: 'address', address: name.replace(/^ext /, '') };
    }
    const [namespace = '', podName = ''] = name.split('/');
    return {
      type: 'pod',
      name: podName,
      namespace,
      labels: new Map(Object.entries(pod.labels)),
      ports: pod.ports,
    };
  };
  return read('cases.jsonl')
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const row = caseSchema.parse(JSON.parse(line));
      const policies = row.policies
        .flatMap(policy =>
          manifestsOf(nodeOf(policy, { file: row.id, line: 1 })),
        )
        .map(policy => networkPolicyOf(policy, 'default'));
      return {
        id: row.id,
        what: row.what,
        network: { policies, namespaces },
        connection: {
          from: endpoint(row.from),
          to: endpoint(row.to),
          protocol: row.proto,
          port: row.port,
        },
        allowed: row.allowed,
      };
    });
}

/** A cluster of the corpus, and what another analyser says of it: lines of `from => to : ports`. */
export interface Topology {
  readonly name: string;
  readonly manifests: readonly Manifest[];
  readonly expected: readonly string[];
}

export function topologies(folder: string): readonly Topology[] {
  const root = path.join(folder, 'netpol', 'topologies');
  return readdirSync(root)
    .sort()
    .filter(name => existsSync(path.join(root, name, 'expected.txt')))
    .map(name => {
      const tree = treeAt(path.join(root, name, 'manifests'));
      const files = [...tree.files].filter(([file]) =>
        /\.(?:ya?ml|json)$/.test(file),
      );
      return {
        name,
        manifests: files.flatMap(([file, content]) =>
          parseYaml(content, file).flatMap(manifestsOf),
        ),
        expected: readFileSync(path.join(root, name, 'expected.txt'), 'utf8')
          .split('\n')
          .filter(line => line !== ''),
      };
    });
}

/** Pods with the name that the analyser gives them: `namespace/owner[Kind]`. */
function namedPods({
  manifests,
}: Topology): ReadonlyMap<string, readonly NetworkPod[]> {
  const pods = new Map<string, NetworkPod[]>();
  for (const manifest of manifests) {
    const workload = workloadOf(manifest);
    if (workload === undefined) continue;
    const namespace = manifest.namespace ?? 'default';
    const [owner] = itemsAt(manifest.root, 'metadata', 'ownerReferences');
    const kind = textAt(owner, 'kind') ?? manifest.kind;
    const name = textAt(owner, 'name') ?? manifest.name;
    const key = `${namespace}/${name}[${kind}]`;
    const ports = workload.containers.flatMap(({ node }) =>
      itemsAt(node, 'ports').flatMap(port => {
        const number = valueAt(port, 'containerPort');
        const portName = textAt(port, 'name');
        const parsed = protocol.safeParse(textAt(port, 'protocol') ?? 'TCP');
        return typeof number === 'number' && parsed.success
          ? [
              {
                port: number,
                protocol: parsed.data,
                ...(portName === undefined ? {} : { name: portName }),
              },
            ]
          : [];
      }),
    );
    const pod: NetworkPod = {
      type: 'pod',
      name: manifest.name,
      namespace,
      labels: workload.labels,
      ports,
    };
    pods.set(key, [...(pods.get(key) ?? []), pod]);
  }
  return pods;
}

/** Ports of a line: `All Connections`, `No Connections`, or `TCP 80,90-95,UDP 53`. */
type Ports = (protocolName: string, port: number) => boolean;

function portsOf(text: string): Ports {
  if (text === 'All Connections') return () => true;
  const ranges: [string, number, number][] = [];
  let current = '';
  for (const part of text.split(',')) {
    const [, named, first = '', last] =
      /^(?:(TCP|UDP|SCTP) )?(\d+|All|.*?)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    current = named ?? current;
    if (/^\d+$/.test(first)) {
      ranges.push([current, Number(first), Number(last ?? first)]);
    } else if (/^(?:TCP|UDP|SCTP)$/.test(part.trim())) {
      ranges.push([part.trim(), 1, 65535]);
    }
  }
  return (wanted, port) =>
    ranges.some(
      ([name, first, last]) => name === wanted && first <= port && port <= last,
    );
}

/** What came of comparing one topology. */
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly string[];
}

/** Ports at which a topology can differ: those that anything in it names, and their neighbours. */
function interestingPorts({ manifests }: Topology): readonly number[] {
  const numbers = new Set([1, 80, 65535]);
  const add = (value: unknown): void => {
    if (typeof value === 'number' && value > 0 && value < 65536) {
      numbers.add(value).add(Math.min(65535, value + 1));
    }
  };
  for (const manifest of manifests) {
    for (const direction of ['ingress', 'egress']) {
      for (const rule of itemsAt(manifest.root, 'spec', direction)) {
        for (const port of itemsAt(rule, 'ports')) {
          add(valueAt(port, 'port'));
          add(valueAt(port, 'endPort'));
        }
      }
    }
    for (const { node } of workloadOf(manifest)?.containers ?? []) {
      for (const port of itemsAt(node, 'ports')) {
        add(valueAt(port, 'containerPort'));
      }
    }
  }
  return spread(
    [...numbers].sort((first, second) => first - second),
    12,
  );
}

/** At most so many of the items, evenly taken. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => index % step === 0);
}

/** One end of a line: a name, or a range of addresses outside the cluster. */
type End =
  | { readonly name: string }
  | { readonly first: bigint; readonly last: bigint };

/** A connection that a line says is allowed. */
interface Line {
  readonly from: End;
  readonly to: End;
  readonly ports: Ports;
}

function numberOf(address: string): bigint {
  return parseBlock(address)?.first ?? 0n;
}

const RANGE = /^(\d+\.\d+\.\d+\.\d+)(?:-(\d+\.\d+\.\d+\.\d+))?\[External\]$/;

function endOf(name: string): End {
  const [, first, last] = RANGE.exec(name) ?? [];
  return first === undefined
    ? { name }
    : { first: numberOf(first), last: numberOf(last ?? first) };
}

function linesOf(topology: Topology): readonly Line[] {
  return topology.expected.flatMap(line => {
    const [, from = '', to = '', ports = ''] =
      /^(.+?) => (.+?) : (.+)$/.exec(line) ?? [];
    return from === ''
      ? []
      : [{ from: endOf(from), to: endOf(to), ports: portsOf(ports) }];
  });
}

/** The first and last address of every range outside the cluster that a topology speaks of. */
function addressesOf({ expected }: Topology): readonly string[] {
  const all = expected.flatMap(line =>
    line
      .split(/ => | : /)
      .flatMap(name => (RANGE.exec(name) ?? []).slice(1, 3))
      .flatMap(address => address ?? []),
  );
  return spread([...new Set(all)].sort(), 20);
}

/** Pods of one owner, or an address. */
interface Party {
  readonly name: string;
  readonly endpoints: readonly Endpoint[];
}

function isAt(end: End, { name, endpoints: [endpoint] }: Party): boolean {
  if ('name' in end) return end.name === name;
  if (endpoint?.type !== 'address') return false;
  const address = numberOf(endpoint.address);
  return end.first <= address && address <= end.last;
}

function networkOf({ manifests }: Topology): Network {
  return {
    policies: manifests
      .filter(isNetworkPolicy)
      .map(policy => networkPolicyOf(policy, 'default')),
    namespaces: new Map(
      manifests
        .filter(({ kind }) => kind === 'Namespace')
        .map(({ name, root }) => [name, textMapAt(root, 'metadata', 'labels')]),
    ),
  };
}

/**
 * Compares what the engine says of every pair of pods, and of pods and addresses
 * outside the cluster, with what the analyser says, at the ports where either
 * could change its mind.
 */
export function compare(topology: Topology): Comparison {
  const network = networkOf(topology);
  const pods: readonly Party[] = [...namedPods(topology)].map(
    ([name, endpoints]) => ({ name, endpoints }),
  );
  const outside: readonly Party[] = addressesOf(topology).map(address => ({
    name: address,
    endpoints: [{ type: 'address', address }],
  }));
  const pairs = [
    ...pods.flatMap(from =>
      [...pods, ...outside].map(to => [from, to] as const),
    ),
    ...outside.flatMap(from => pods.map(to => [from, to] as const)),
  ].filter(([from, to]) => from !== to);
  const lines = linesOf(topology);
  const ports = interestingPorts(topology);
  const differences: string[] = [];
  let compared = 0;
  for (const [from, to] of pairs) {
    const said = lines.filter(
      line => isAt(line.from, from) && isAt(line.to, to),
    );
    for (const name of protocol.options) {
      for (const port of ports) {
        const says = said.some(line => line.ports(name, port));
        const agrees = from.endpoints.every(sender =>
          to.endpoints.every(
            receiver =>
              isAllowed(network, {
                from: sender,
                to: receiver,
                protocol: name,
                port,
              }) === says,
          ),
        );
        compared += 1;
        if (!agrees) {
          differences.push(
            `${from.name} => ${to.name} : ${name} ${port}, expected ${says}`,
          );
        }
      }
    }
  }
  return { compared, differences };
}
