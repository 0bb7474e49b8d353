import type { Container } from '../../facts/manifests/workload';
import {
  at,
  itemsAt,
  textAt,
  textsAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import { nearest, type Scope, type Violations } from './pod-security-violation';

const BASELINE_CAPABILITIES = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);

/** What of its pod decides how a container is judged. */
export interface PodTraits {
  readonly isWindows: boolean;
  readonly hasOwnUserNamespace: boolean;
}

/**
 * What a container of a pod does that the Pod Security Standards, or the platform
 * beyond them, forbid.
 */
export function reviewContainer(
  violations: Violations,
  scope: Scope,
  { name, node }: Container,
  traits: PodTraits,
): void {
  const context = at(node, 'securityContext');
  const privileged = at(context, 'privileged');
  if (privileged !== undefined && valueAt(privileged) !== false) {
    violations.add('privileged', 'baseline', {
      of: name,
      node: privileged,
      message: `${name} is privileged: it is root on the host`,
    });
  }
  reviewCapabilities(violations, scope, name, traits);
  const escalation = at(context, 'allowPrivilegeEscalation');
  if (!traits.isWindows && valueAt(escalation) !== false) {
    violations.add('privilege-escalation', 'restricted', {
      of: name,
      node: escalation ?? nearest(scope),
      message: `${name} can gain privileges: allowPrivilegeEscalation is not false`,
    });
  }
  const procMount = at(context, 'procMount');
  if (procMount !== undefined && textAt(procMount) !== 'Default') {
    violations.add(
      'proc-mount',
      traits.hasOwnUserNamespace ? 'restricted' : 'baseline',
      {
        of: name,
        node: procMount,
        message: `${name} sees all of /proc (procMount ${valueAt(procMount)})`,
      },
    );
  }
  const readOnly = at(context, 'readOnlyRootFilesystem');
  if (valueAt(readOnly) !== true) {
    violations.add('read-only-root', 'platform', {
      of: name,
      node: readOnly ?? nearest(scope),
      message: `${name} can write to its root filesystem`,
    });
  }
  reviewPorts(violations, name, node);
  reviewHooks(violations, name, node);
}

function reviewCapabilities(
  violations: Violations,
  scope: Scope,
  name: string,
  traits: PodTraits,
): void {
  const context = at(scope.node, 'securityContext');
  for (const added of itemsAt(context, 'capabilities', 'add')) {
    const capability = textAt(added) ?? '';
    if (capability === 'NET_BIND_SERVICE') continue;
    violations.add(
      'capabilities',
      BASELINE_CAPABILITIES.has(capability) ? 'restricted' : 'baseline',
      {
        of: name,
        node: added,
        detail: capability,
        message: `${name} adds the capability ${capability}`,
      },
    );
  }
  if (
    !traits.isWindows &&
    !textsAt(context, 'capabilities', 'drop').includes('ALL')
  ) {
    const node =
      at(context, 'capabilities', 'drop') ?? at(context, 'capabilities');
    violations.add('capabilities', 'restricted', {
      of: name,
      node: node ?? nearest(scope),
      detail: 'drop',
      message: `${name} does not drop ALL capabilities`,
    });
  }
}

function reviewPorts(violations: Violations, name: string, node: Node): void {
  for (const port of itemsAt(node, 'ports')) {
    const hostPort = at(port, 'hostPort');
    if (hostPort === undefined || valueAt(hostPort) === 0) continue;
    violations.add('host-ports', 'baseline', {
      of: name,
      node: hostPort,
      detail: `${valueAt(hostPort)}`,
      message: `${name} takes the port ${valueAt(hostPort)} of the host`,
    });
  }
}

/** A probe or hook with a host of its own makes the kubelet call that host. */
function reviewHooks(violations: Violations, name: string, node: Node): void {
  const handlers: readonly (readonly string[])[] = [
    ['livenessProbe'],
    ['readinessProbe'],
    ['startupProbe'],
    ['lifecycle', 'postStart'],
    ['lifecycle', 'preStop'],
  ];
  for (const handler of handlers) {
    for (const action of ['httpGet', 'tcpSocket']) {
      const host = at(node, ...handler, action, 'host');
      if (host === undefined || valueAt(host) === '') continue;
      violations.add('host-probes', 'baseline', {
        of: name,
        node: host,
        detail: handler.join('.'),
        message: `${handler.join('.')} of ${name} calls the host ${valueAt(
          host,
        )}`,
      });
    }
  }
}
