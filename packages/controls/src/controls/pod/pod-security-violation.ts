import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import type { Container, Workload } from '../../facts/manifests/workload';
import { placeAt, type Node } from '../../facts/manifests/yaml/node';

/** Checks of the Kubernetes Pod Security Standards, with two of our own at the end. */
export const POD_SECURITY_CHECKS = [
  'host-namespaces',
  'host-process',
  'privileged',
  'privilege-escalation',
  'run-as-non-root',
  'run-as-user',
  'capabilities',
  'host-path',
  'volume-types',
  'host-ports',
  'host-probes',
  'apparmor',
  'selinux',
  'proc-mount',
  'seccomp',
  'sysctls',
  'run-as-group',
  'read-only-root',
] as const;
export type PodSecurityCheck = (typeof POD_SECURITY_CHECKS)[number];

export interface PodSecurityViolation extends ManifestProblem {
  readonly check: PodSecurityCheck;
  /** The least strict level that forbids it; `platform` for what only this platform forbids. */
  readonly level: 'baseline' | 'restricted' | 'platform';
}

/** Where a security context stands: the pod's own, or a container's. */
export interface Scope {
  readonly owner: string;
  readonly node: Node;
  readonly container?: Container;
}

/** A node for messages about something that is missing in a scope. */
export function nearest({ node }: Scope): Node {
  return { ...node, place: placeAt(node, 'securityContext') };
}

/** Gathers the violations of one workload. */
export class Violations {
  readonly found: PodSecurityViolation[] = [];

  constructor(readonly workload: Workload) {}

  add(
    check: PodSecurityCheck,
    level: PodSecurityViolation['level'],
    problem: {
      readonly of: string;
      readonly node: Node;
      readonly message: string;
      readonly detail?: string;
    },
  ): void {
    const { title } = this.workload;
    this.found.push({
      check,
      level,
      place: problem.node.place,
      message: `${title}: ${problem.message}`,
      subject: [title, problem.of, check, problem.detail]
        .filter(part => part !== undefined)
        .join(' '),
    });
  }
}
