import type { ServiceDescription } from '../../facts/metadata/service-description';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import {
  isAllowed,
  policiesOn,
  type NetworkPod,
} from '../../facts/manifests/network/connection';
import type {
  NetworkPolicy,
  Protocol,
} from '../../facts/manifests/network/policy';
import { itemsAt, textAt, valueAt } from '../../facts/manifests/yaml/node';
import { secretUses } from '../../facts/manifests/secret-uses';
import { singlePorts, type Direction } from './allowances';
import type { DatabasePods, NetworkView, ServicePods } from './network-view';
import { roleOfPeer, type PeerRole } from './peer-roles';

/** A connection that the service needs. */
interface Need {
  readonly role: PeerRole;
  readonly direction: Direction;
  readonly protocol: Protocol;
  readonly ports: readonly number[];
  readonly words: string;
}

/** Rules for a pod and a role, with or without the port that is needed. */
function meetsNeed(
  view: NetworkView,
  pod: NetworkPod,
  receiving: readonly ServicePods[],
  need: Need,
): { readonly met: boolean; readonly near?: NetworkPolicy } {
  const policies = policiesOn(view, pod, need.direction);
  if (policies.length === 0) return { met: true };
  const met = policies.some(policy =>
    (policy[need.direction] ?? []).some(
      ({ peers, ports }) =>
        (peers === undefined ||
          peers.some(peer => roleOfPeer(view, policy, peer) === need.role)) &&
        (ports === undefined ||
          ports.some(port => {
            if (port.protocol !== need.protocol) return false;
            const singles = singlePorts(port, receiving);
            if (singles !== undefined) {
              return (
                need.ports.length === 0 ||
                need.ports.some(wanted => singles.includes(wanted))
              );
            }
            const { port: first, endPort } = port;
            return (
              typeof first !== 'number' ||
              need.ports.some(
                wanted => first <= wanted && wanted <= (endPort ?? first),
              )
            );
          })),
    ),
  );
  const near = policies.find(policy =>
    (policy[need.direction] ?? []).some(({ peers }) =>
      peers?.some(peer => roleOfPeer(view, policy, peer) === need.role),
    ),
  );
  const nearest = near ?? policies[0];
  return { met, ...(nearest === undefined ? {} : { near: nearest }) };
}

function shortage(
  pod: ServicePods,
  need: Need,
  near: NetworkPolicy | undefined,
): ManifestProblem {
  const { title, manifest } = pod.workload;
  return {
    place: near?.place ?? manifest.root.place,
    subject: `${title} ${need.direction} ${need.words}`,
    message:
      need.direction === 'egress'
        ? `${title} cannot reach ${need.words}`
        : `${title} cannot be reached by ${need.words}`,
  };
}

/** The pods whose ports a rule's names mean, where they are the service's own. */
function receivingEnd(
  pod: ServicePods,
  { direction }: Need,
): readonly ServicePods[] {
  return direction === 'ingress' ? [pod] : [];
}

/** A need of every one of some pods. */
function* ofEach(
  view: NetworkView,
  pods: readonly ServicePods[],
  need: Need,
): Generator<ManifestProblem> {
  for (const pod of pods) {
    const { met, near } = meetsNeed(view, pod, receivingEnd(pod, need), need);
    if (!met) yield shortage(pod, need, near);
  }
}

/** A need that one of some pods must meet. */
function* ofOne(
  view: NetworkView,
  pods: readonly ServicePods[],
  need: Need,
): Generator<ManifestProblem> {
  const [first] = pods;
  if (first === undefined) return;
  const answers = pods.map(pod =>
    meetsNeed(view, pod, receivingEnd(pod, need), need),
  );
  if (answers.some(({ met }) => met)) return;
  yield shortage(first, need, answers[0]?.near);
}

function hasPort(pod: ServicePods, port: number): boolean {
  return pod.ports.some(declared => declared.port === port);
}

function* declaredNeeds(
  view: NetworkView,
  description: ServiceDescription,
): Generator<ManifestProblem> {
  for (const { name, port, exposure } of description.ports) {
    const isScraped = exposure === 'scraper';
    const pods = view.pods.filter(pod => hasPort(pod, port));
    yield* ofOne(view, pods, {
      role: isScraped ? 'scraper' : 'gateway',
      direction: 'ingress',
      protocol: 'TCP',
      ports: [port],
      words: `${
        isScraped ? 'the scraper' : 'the gateway'
      } at its port ${name} (TCP ${port})`,
    });
  }
  const serving = view.pods.filter(pod =>
    description.ports.some(
      ({ port, exposure }) => exposure !== 'scraper' && hasPort(pod, port),
    ),
  );
  const egress = { direction: 'egress', protocol: 'TCP' } as const;
  yield* ofOne(view, serving, {
    ...egress,
    role: 'identity',
    ports: [],
    words: 'the identity provider, whose keys it verifies tokens with',
  });
  yield* ofOne(view, serving, {
    ...egress,
    role: 'collector',
    ports: [4317, 4318],
    words: 'the collector of its traces (TCP 4317)',
  });
  if (description.dependencies.length > 0) {
    const services = description.dependencies
      .map(({ service }) => service)
      .join(', ');
    yield* ofOne(view, serving, {
      ...egress,
      role: 'gateway',
      ports: [],
      words: `the gateway, which leads to ${services}`,
    });
  }
}

/** Secrets with which a database's roles sign in. */
function secretsOf({ manifest: { root } }: DatabasePods): readonly string[] {
  return [
    textAt(root, 'spec', 'bootstrap', 'initdb', 'secret', 'name'),
    ...itemsAt(root, 'spec', 'managed', 'roles').map(role =>
      textAt(role, 'passwordSecret', 'name'),
    ),
  ].flatMap(name => name ?? []);
}

function usesOneOf(
  { workload }: ServicePods,
  secrets: readonly string[],
): boolean {
  return secretUses(workload).some(({ name }) => secrets.includes(name));
}

/** Who must reach the pods of a database for it to run: its operator, and the other instances. */
function* operatorNeeds(
  view: NetworkView,
  database: DatabasePods,
): Generator<ManifestProblem> {
  const { kind, name, root } = database.manifest;
  const instances = valueAt(root, 'spec', 'instances');
  const needs: readonly Need[] = [
    {
      role: 'operator',
      direction: 'ingress',
      protocol: 'TCP',
      ports: [8000],
      words: 'its operator (TCP 8000)',
    },
    {
      role: 'database',
      direction: 'ingress',
      protocol: 'TCP',
      ports: [5432],
      words: 'its other instances (TCP 5432)',
    },
  ];
  for (const need of needs) {
    if (kind !== 'Cluster' || (need.role === 'database' && instances === 1)) {
      continue;
    }
    const { met, near } = meetsNeed(view, database, [], need);
    if (met) continue;
    yield {
      place: near?.place ?? root.place,
      subject: `${kind}/${name} ${need.words}`,
      message: `${kind}/${name} cannot be reached by ${need.words}`,
    };
  }
}

function* databaseNeeds(view: NetworkView): Generator<ManifestProblem> {
  const network = { policies: view.policies, namespaces: new Map() };
  for (const database of view.databases) {
    yield* operatorNeeds(view, database);
    const secrets = secretsOf(database);
    for (const pod of view.pods) {
      if (!usesOneOf(pod, secrets)) continue;
      const doors = view.databases.filter(
        ({ manifest }) =>
          manifest === database.manifest ||
          textAt(manifest.root, 'spec', 'cluster', 'name') === database.name,
      );
      const reaches = doors.some(to =>
        isAllowed(network, { from: pod, to, protocol: 'TCP', port: 5432 }),
      );
      if (reaches) continue;
      const [near] = policiesOn(view, database, 'ingress');
      yield {
        place: near?.place ?? pod.workload.manifest.root.place,
        subject: `${pod.name} database ${database.name}`,
        message: `${pod.name} has the credentials of the database ${database.name} and cannot reach it (TCP 5432): both ends must allow it`,
      };
    }
  }
}

/** Connections that the service needs and that its policies do not allow. */
export function* shortageOf(
  view: NetworkView,
  description: ServiceDescription | undefined,
): Generator<ManifestProblem> {
  const talking = view.pods.filter(pod =>
    policiesOn(view, pod, 'egress').some(
      ({ egress }) => (egress ?? []).length > 0,
    ),
  );
  for (const protocol of ['UDP', 'TCP'] as const) {
    yield* ofEach(view, talking, {
      role: 'dns',
      direction: 'egress',
      protocol,
      ports: [53],
      words: `DNS over ${protocol} (${protocol} 53)`,
    });
  }
  yield* databaseNeeds(view);
  if (description !== undefined) yield* declaredNeeds(view, description);
}
