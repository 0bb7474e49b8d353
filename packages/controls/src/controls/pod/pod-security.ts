import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import type { Container, Workload } from '../../facts/manifests/workload';
import {
  at,
  entriesAt,
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';

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

const BASELINE_CAPABILITIES = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_notsent_lowat',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const SELINUX_TYPES = new Set([
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]);
const VOLUME_TYPES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const CONFINED = new Set(['RuntimeDefault', 'Localhost']);
const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_ANNOTATIONS = [
  'seccomp.security.alpha.kubernetes.io/pod',
  'container.seccomp.security.alpha.kubernetes.io/',
];

/** Where a security context stands: the pod's own, or a container's. */
interface Scope {
  readonly owner: string;
  readonly node: Node;
  readonly container?: Container;
}

class PodReview {
  readonly violations: PodSecurityViolation[] = [];
  readonly #scopes: readonly Scope[];
  readonly #isWindows: boolean;
  readonly #ownUserNamespace: boolean;

  constructor(readonly workload: Workload) {
    this.#scopes = [
      { owner: 'the pod', node: workload.pod },
      ...workload.containers.map(container => ({
        owner: container.name,
        node: container.node,
        container,
      })),
    ];
    this.#isWindows = textAt(workload.pod, 'os', 'name') === 'windows';
    this.#ownUserNamespace = valueAt(workload.pod, 'hostUsers') === false;
  }

  #add(
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
    this.violations.push({
      check,
      level,
      place: problem.node.place,
      message: `${title}: ${problem.message}`,
      subject: [title, problem.of, check, problem.detail]
        .filter(part => part !== undefined)
        .join(' '),
    });
  }

  /** The node that a message about something missing points at. */
  #nearest(scope: Scope): Node {
    return {
      ...scope.node,
      place: placeAt(scope.node, 'securityContext'),
    };
  }

  review(): readonly PodSecurityViolation[] {
    this.#hostNamespaces();
    this.#volumes();
    this.#sysctls();
    this.#annotations();
    for (const scope of this.#scopes) {
      this.#linuxModules(scope);
      this.#identity(scope);
    }
    for (const scope of this.#scopes) {
      if (scope.container !== undefined)
        this.#container(scope, scope.container);
    }
    this.#seccomp();
    this.#nonRoot();
    return this.violations;
  }

  #hostNamespaces(): void {
    for (const field of ['hostPID', 'hostIPC', 'hostNetwork']) {
      const node = at(this.workload.pod, field);
      if (node !== undefined && valueAt(node) !== false) {
        this.#add('host-namespaces', 'baseline', {
          of: 'the pod',
          node,
          detail: field,
          message: `${field} shares a namespace of the host`,
        });
      }
    }
  }

  #volumes(): void {
    for (const [index, volume] of itemsAt(
      this.workload.pod,
      'volumes',
    ).entries()) {
      const name = textAt(volume, 'name') ?? `volumes[${index}]`;
      for (const [type, node] of entriesAt(volume)) {
        if (type === 'name' || VOLUME_TYPES.has(type)) continue;
        const isHost = type === 'hostPath';
        this.#add(
          isHost ? 'host-path' : 'volume-types',
          isHost ? 'baseline' : 'restricted',
          {
            of: 'the pod',
            node,
            detail: name,
            message: isHost
              ? `the volume ${name} is the host's own ${
                  textAt(node, 'path') ?? 'files'
                }${this.#isWritable(name) ? ', to be written to' : ''}`
              : `the volume ${name} is of type ${type}`,
          },
        );
      }
    }
  }

  #isWritable(volume: string): boolean {
    return this.workload.containers.some(({ node }) =>
      itemsAt(node, 'volumeMounts').some(
        mount =>
          textAt(mount, 'name') === volume &&
          valueAt(mount, 'readOnly') !== true,
      ),
    );
  }

  #sysctls(): void {
    for (const node of itemsAt(
      this.workload.pod,
      'securityContext',
      'sysctls',
    )) {
      const name = textAt(node, 'name') ?? '';
      if (SAFE_SYSCTLS.has(name)) continue;
      this.#add('sysctls', 'baseline', {
        of: 'the pod',
        node,
        detail: name,
        message: `sets the kernel parameter ${name}, which reaches beyond the pod`,
      });
    }
  }

  #annotations(): void {
    for (const [key, node] of entriesAt(
      this.workload.template,
      'metadata',
      'annotations',
    )) {
      const value = textAt(node) ?? '';
      if (
        key.startsWith(APPARMOR_ANNOTATION) &&
        !/^(?:$|runtime\/default$|localhost\/)/.test(value)
      ) {
        this.#add('apparmor', 'baseline', {
          of: 'the pod',
          node,
          detail: key,
          message: `the annotation ${key} takes the AppArmor profile away`,
        });
      }
      if (
        SECCOMP_ANNOTATIONS.some(prefix => key.startsWith(prefix)) &&
        value === 'unconfined'
      ) {
        this.#add('seccomp', 'baseline', {
          of: 'the pod',
          node,
          detail: key,
          message: `the annotation ${key} takes the seccomp profile away`,
        });
      }
    }
  }

  #linuxModules(scope: Scope): void {
    const context = at(scope.node, 'securityContext');
    const profile = at(context, 'appArmorProfile', 'type');
    if (profile !== undefined && !CONFINED.has(textAt(profile) ?? '')) {
      this.#add('apparmor', 'baseline', {
        of: scope.owner,
        node: profile,
        message: `${scope.owner} has the AppArmor profile ${valueAt(profile)}`,
      });
    }
    for (const [field, node] of entriesAt(context, 'seLinuxOptions')) {
      const value = valueAt(node);
      const allowed =
        field === 'type' ? SELINUX_TYPES.has(`${value}`) : field === 'level';
      if (value === undefined || value === '' || allowed) continue;
      this.#add('selinux', 'baseline', {
        of: scope.owner,
        node,
        detail: field,
        message: `${scope.owner} sets the SELinux ${field} ${value}`,
      });
    }
    const hostProcess = at(context, 'windowsOptions', 'hostProcess');
    if (hostProcess !== undefined && valueAt(hostProcess) !== false) {
      this.#add('host-process', 'baseline', {
        of: scope.owner,
        node: hostProcess,
        message: `${scope.owner} runs as a process of the host`,
      });
    }
  }

  #identity(scope: Scope): void {
    const context = at(scope.node, 'securityContext');
    const user = at(context, 'runAsUser');
    if (user !== undefined && valueAt(user) === 0) {
      this.#add('run-as-user', 'restricted', {
        of: scope.owner,
        node: user,
        message: `${scope.owner} runs as user 0, root`,
      });
    }
    for (const field of ['runAsGroup', 'fsGroup']) {
      const group = at(context, field);
      if (group === undefined || valueAt(group) !== 0) continue;
      this.#add('run-as-group', 'platform', {
        of: scope.owner,
        node: group,
        detail: field,
        message: `${scope.owner} has ${field} 0, root's group`,
      });
    }
    for (const group of itemsAt(context, 'supplementalGroups')) {
      if (valueAt(group) !== 0) continue;
      this.#add('run-as-group', 'platform', {
        of: scope.owner,
        node: group,
        detail: 'supplementalGroups',
        message: `${scope.owner} is in group 0, root's`,
      });
    }
  }

  #container(scope: Scope, { name, node }: Container): void {
    const context = at(node, 'securityContext');
    const privileged = at(context, 'privileged');
    if (privileged !== undefined && valueAt(privileged) !== false) {
      this.#add('privileged', 'baseline', {
        of: name,
        node: privileged,
        message: `${name} is privileged: it is root on the host`,
      });
    }
    this.#capabilities(scope, name, context);
    const escalation = at(context, 'allowPrivilegeEscalation');
    if (!this.#isWindows && valueAt(escalation) !== false) {
      this.#add('privilege-escalation', 'restricted', {
        of: name,
        node: escalation ?? this.#nearest(scope),
        message: `${name} can gain privileges: allowPrivilegeEscalation is not false`,
      });
    }
    const procMount = at(context, 'procMount');
    if (procMount !== undefined && textAt(procMount) !== 'Default') {
      this.#add(
        'proc-mount',
        this.#ownUserNamespace ? 'restricted' : 'baseline',
        {
          of: name,
          node: procMount,
          message: `${name} sees all of /proc (procMount ${valueAt(
            procMount,
          )})`,
        },
      );
    }
    const readOnly = at(context, 'readOnlyRootFilesystem');
    if (valueAt(readOnly) !== true) {
      this.#add('read-only-root', 'platform', {
        of: name,
        node: readOnly ?? this.#nearest(scope),
        message: `${name} can write to its root filesystem`,
      });
    }
    this.#ports(name, node);
    this.#hooks(name, node);
  }

  #capabilities(scope: Scope, name: string, context: Node | undefined): void {
    for (const added of itemsAt(context, 'capabilities', 'add')) {
      const capability = textAt(added) ?? '';
      if (capability === 'NET_BIND_SERVICE') continue;
      this.#add(
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
      !this.#isWindows &&
      !textsAt(context, 'capabilities', 'drop').includes('ALL')
    ) {
      const node =
        at(context, 'capabilities', 'drop') ?? at(context, 'capabilities');
      this.#add('capabilities', 'restricted', {
        of: name,
        node: node ?? this.#nearest(scope),
        detail: 'drop',
        message: `${name} does not drop ALL capabilities`,
      });
    }
  }

  #ports(name: string, node: Node): void {
    for (const port of itemsAt(node, 'ports')) {
      const hostPort = at(port, 'hostPort');
      if (hostPort === undefined || valueAt(hostPort) === 0) continue;
      this.#add('host-ports', 'baseline', {
        of: name,
        node: hostPort,
        detail: `${valueAt(hostPort)}`,
        message: `${name} takes the port ${valueAt(hostPort)} of the host`,
      });
    }
  }

  /** A probe or hook with a host of its own makes the kubelet call that host. */
  #hooks(name: string, node: Node): void {
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
        this.#add('host-probes', 'baseline', {
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

  #seccomp(): void {
    const typeOf = (scope: Scope): Node | undefined =>
      at(scope.node, 'securityContext', 'seccompProfile', 'type');
    const [pod, ...containers] = this.#scopes;
    const podConfines =
      pod !== undefined && CONFINED.has(textAt(typeOf(pod)) ?? '');
    for (const scope of this.#scopes) {
      const type = typeOf(scope);
      if (type === undefined || CONFINED.has(textAt(type) ?? '')) continue;
      const unconfined = textAt(type) === 'Unconfined';
      this.#add('seccomp', unconfined ? 'baseline' : 'restricted', {
        of: scope.owner,
        node: type,
        message: `${scope.owner} has the seccomp profile ${valueAt(type)}`,
      });
    }
    if (podConfines || this.#isWindows) return;
    for (const scope of containers) {
      if (typeOf(scope) !== undefined) continue;
      this.#add('seccomp', 'restricted', {
        of: scope.owner,
        node: this.#nearest(scope),
        message: `${scope.owner} has no seccomp profile`,
      });
    }
  }

  #nonRoot(): void {
    this.#needed(
      'runAsNonRoot',
      'run-as-non-root',
      'restricted',
      value => value === true,
      'may run as root: runAsNonRoot is not true',
    );
    this.#needed(
      'runAsGroup',
      'run-as-group',
      'platform',
      value => typeof value === 'number',
      "has no runAsGroup: the image's decides, which is root's by default",
    );
  }

  /** A setting that each container has, its own or the pod's. */
  #needed(
    field: string,
    check: PodSecurityCheck,
    level: PodSecurityViolation['level'],
    holds: (value: unknown) => boolean,
    message: string,
  ): void {
    const [pod, ...containers] = this.#scopes;
    const settingOf = (scope: Scope | undefined): Node | undefined =>
      at(scope?.node, 'securityContext', field);
    const podSetting = settingOf(pod);
    for (const scope of containers) {
      const own = settingOf(scope);
      const setting = own ?? podSetting;
      if (setting !== undefined && holds(valueAt(setting))) continue;
      this.#add(check, level, {
        of: scope.owner,
        node: setting ?? this.#nearest(scope),
        message: `${scope.owner} ${message}`,
      });
    }
    // One that is wrong for the pod is wrong even where every container has its own.
    if (
      podSetting !== undefined &&
      !holds(valueAt(podSetting)) &&
      containers.every(scope => settingOf(scope) !== undefined)
    ) {
      this.#add(check, level, {
        of: 'the pod',
        node: podSetting,
        message: `the pod ${message}`,
      });
    }
  }
}

/** What a workload's pods do that the Pod Security Standards, or the platform beyond them, forbid. */
export function podSecurityViolations(
  workload: Workload,
): readonly PodSecurityViolation[] {
  return new PodReview(workload).review();
}
