import type { ServiceDescription } from '../../facts/metadata/service-description';
import type {
  PolicyPort,
  Protocol,
} from '../../facts/manifests/network/policy';
import type { PeerRole } from './peer-roles';
import type { NetworkView, ServicePods } from './network-view';

export type Direction = 'ingress' | 'egress';

/** A port that a peer may use; without a number, any single one. */
interface AllowedPort {
  readonly protocol: Protocol;
  readonly port?: number;
}

const tcp = (...ports: readonly number[]): readonly AllowedPort[] =>
  ports.map(port => ({ protocol: 'TCP', port }));
const ANY_TCP: readonly AllowedPort[] = [{ protocol: 'TCP' }];

/** Ports of the database's own pods, by who may use them. */
const DATABASE_INGRESS: Partial<Record<PeerRole, readonly AllowedPort[]>> = {
  own: tcp(5432),
  database: tcp(5432, 8000),
  operator: tcp(5432, 8000),
  scraper: tcp(9187),
};

const EGRESS: Partial<Record<PeerRole, readonly AllowedPort[]>> = {
  dns: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
  gateway: ANY_TCP,
  identity: ANY_TCP,
  collector: tcp(4317, 4318),
  database: tcp(5432),
  own: ANY_TCP,
};

/** Ports that pods declare, for a service without a description. */
function containerPorts(pods: readonly ServicePods[]): readonly AllowedPort[] {
  return pods.flatMap(({ ports }) => ports);
}

function declaredPorts(
  description: ServiceDescription | undefined,
  pods: readonly ServicePods[],
  exposures: readonly string[],
): readonly AllowedPort[] {
  return description === undefined || description.ports.length === 0
    ? containerPorts(pods)
    : tcp(
        ...description.ports
          .filter(({ exposure }) => exposures.includes(exposure))
          .map(({ port }) => port),
      );
}

/**
 * The ports at which a peer of a role may be met by the service's pods, or may
 * meet them; undefined for a role that has nothing to do with them.
 */
export function allowedPorts(
  role: PeerRole,
  direction: Direction,
  service: {
    readonly description: ServiceDescription | undefined;
    readonly pods: readonly ServicePods[];
    /** The policy is for the pods of the database. */
    readonly isDatabase: boolean;
  },
): readonly AllowedPort[] | undefined {
  const { description, pods, isDatabase } = service;
  if (isDatabase) {
    return direction === 'ingress' ? DATABASE_INGRESS[role] : EGRESS[role];
  }
  if (direction === 'ingress') {
    switch (role) {
      case 'gateway':
        return declaredPorts(description, pods, ['internal', 'platform-ui']);
      case 'scraper':
        return declaredPorts(description, pods, ['scraper']);
      case 'own':
        return containerPorts(pods);
      default:
        return undefined;
    }
  }
  if (role === 'database') {
    return description !== undefined && description.database === undefined
      ? undefined
      : EGRESS.database;
  }
  if (role === 'engine') {
    return description?.kind === 'process' ? tcp(7233) : undefined;
  }
  if (role === 'gateway' && description !== undefined) {
    // A dispatcher hands events on through the gateway.
    const needsGateway =
      description.kind !== 'domain' ||
      description.dependencies.length > 0 ||
      description.database?.dispatcherRole !== undefined;
    return needsGateway ? EGRESS.gateway : undefined;
  }
  return EGRESS[role];
}

const DNS_NAMES: Readonly<Record<string, Protocol>> = {
  dns: 'UDP',
  'dns-tcp': 'TCP',
};

/**
 * Every single port that a port of a policy can mean at the receiving end;
 * undefined for a range, for all, and for a name that pods of others give meaning.
 */
export function singlePorts(
  { port, endPort, protocol }: PolicyPort,
  receiving: readonly ServicePods[],
): readonly number[] | undefined {
  if (port === undefined || (endPort !== undefined && endPort !== port)) {
    return undefined;
  }
  if (typeof port === 'number') return [port];
  if (receiving.length === 0) {
    const isDns = Object.hasOwn(DNS_NAMES, port);
    return isDns && DNS_NAMES[port] === protocol ? [53] : undefined;
  }
  return receiving.flatMap(pod =>
    pod.ports
      .filter(
        declared => declared.name === port && declared.protocol === protocol,
      )
      .map(declared => declared.port),
  );
}

/** Whether a port of a policy means nothing but allowed ports. */
export function isAllowedPort(
  port: PolicyPort,
  allowed: readonly AllowedPort[],
  receiving: readonly ServicePods[],
): boolean {
  const ofProtocol = allowed.filter(
    ({ protocol }) => protocol === port.protocol,
  );
  const numbers = singlePorts(port, receiving);
  if (numbers === undefined) {
    // A name is one port, whichever: enough where any single port will do.
    return (
      typeof port.port === 'string' &&
      ofProtocol.some(candidate => candidate.port === undefined)
    );
  }
  return numbers.every(number =>
    ofProtocol.some(
      candidate => candidate.port === undefined || candidate.port === number,
    ),
  );
}

/** The pods that receive what a rule allows, where they are the service's own. */
export function receivers(
  view: NetworkView,
  direction: Direction,
  role: PeerRole,
): readonly ServicePods[] {
  return direction === 'ingress' || role === 'own' ? view.pods : [];
}
