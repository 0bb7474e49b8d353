import type { ServiceDescription } from '../../facts/metadata/service-description';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import type {
  NetworkPolicy,
  PolicyPeer,
  PolicyPort,
  PolicyRule,
} from '../../facts/manifests/network/policy';
import { describeSelector, selects } from '../../facts/manifests/selector';
import {
  allowedPorts,
  isAllowedPort,
  receivers,
  type Direction,
} from './allowances';
import type { NetworkView } from './network-view';
import { roleOfPeer } from './peer-roles';

/** A peer in words. */
export function describePeer(peer: PolicyPeer): string {
  if (peer.type === 'addresses') return `the addresses ${peer.block}`;
  const pods =
    peer.pods === undefined || peer.pods.requirements.length === 0
      ? 'every pod'
      : `pods with ${describeSelector(peer.pods)}`;
  if (peer.namespaces === undefined) return `${pods} of its namespace`;
  return peer.namespaces.requirements.length === 0
    ? `${pods} of every namespace`
    : `${pods} of namespaces with ${describeSelector(peer.namespaces)}`;
}

function describePort({ protocol, port, endPort }: PolicyPort): string {
  if (port === undefined) return `every ${protocol} port`;
  return `${protocol} ${port}${endPort === undefined ? '' : `-${endPort}`}`;
}

/** Whether a policy is for pods that the set deploys, its databases included. */
export function isForThisSet(
  view: NetworkView,
  policy: NetworkPolicy,
): boolean {
  return [...view.pods, ...view.databases].some(
    pod =>
      pod.namespace === policy.namespace && selects(policy.pods, pod.labels),
  );
}

/** Whether a policy is for the pods of the service's databases and for none of its own. */
function isForDatabase(view: NetworkView, policy: NetworkPolicy): boolean {
  return !view.pods.some(
    pod =>
      pod.namespace === policy.namespace && selects(policy.pods, pod.labels),
  );
}

/** The rules of a direction that hold for pods of the set. */
export function* rulesOf(
  view: NetworkView,
  direction: Direction,
): Generator<{
  readonly policy: NetworkPolicy;
  readonly rule: PolicyRule;
  readonly index: number;
}> {
  for (const policy of view.policies) {
    if (!isForThisSet(view, policy)) continue;
    for (const [index, rule] of (policy[direction] ?? []).entries()) {
      yield { policy, rule, index };
    }
  }
}

function* excessOfPeer(
  view: NetworkView,
  description: ServiceDescription | undefined,
  direction: Direction,
  of: {
    readonly policy: NetworkPolicy;
    readonly rule: PolicyRule;
    readonly index: number;
    readonly peer: PolicyPeer;
  },
): Generator<ManifestProblem> {
  const { policy, rule, index, peer } = of;
  const verb = direction === 'ingress' ? 'lets in' : 'lets out to';
  const who = describePeer(peer);
  const subject = `NetworkPolicy/${policy.name} ${direction} ${index} ${who}`;
  const role = roleOfPeer(view, policy, peer);
  const allowed =
    role &&
    allowedPorts(role, direction, {
      description,
      pods: view.pods,
      isDatabase: isForDatabase(view, policy),
    });
  if (role === undefined || allowed === undefined) {
    yield {
      place: peer.place,
      subject,
      message: `NetworkPolicy/${policy.name} ${verb} ${who}, with whom the service has nothing to do`,
    };
    return;
  }
  if (rule.ports === undefined) {
    yield {
      place: rule.place,
      subject: `${subject} every port`,
      message: `NetworkPolicy/${policy.name} ${verb} ${who} at every port`,
    };
    return;
  }
  for (const port of rule.ports) {
    if (isAllowedPort(port, allowed, receivers(view, direction, role)))
      continue;
    yield {
      place: port.place,
      subject: `${subject} ${describePort(port)}`,
      message: `NetworkPolicy/${policy.name} ${verb} ${who} at ${describePort(
        port,
      )}, which the service does not declare`,
    };
  }
}

/** Rules that let pods of the set meet others than the service declares, or at other ports. */
export function* excessOf(
  view: NetworkView,
  description: ServiceDescription | undefined,
  direction: Direction,
): Generator<ManifestProblem> {
  for (const found of rulesOf(view, direction)) {
    for (const peer of found.rule.peers ?? []) {
      // Addresses are a matter of their own.
      if (peer.type === 'addresses') continue;
      yield* excessOfPeer(view, description, direction, { ...found, peer });
    }
  }
}
