import type { Workload } from '../../facts/manifests/workload';
import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import {
  nearest,
  Violations,
  type PodSecurityCheck,
  type PodSecurityViolation,
  type Scope,
} from './pod-security-violation';
import { reviewContainer, type PodTraits } from './review-container';

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

class PodReview {
  readonly #violations: Violations;
  readonly #scopes: readonly Scope[];
  readonly #traits: PodTraits;

  constructor(readonly workload: Workload) {
    this.#scopes = [
      { owner: 'the pod', node: workload.pod },
      ...workload.containers.map(container => ({
        owner: container.name,
        node: container.node,
        container,
      })),
    ];
    this.#violations = new Violations(workload);
    this.#traits = {
      isWindows: textAt(workload.pod, 'os', 'name') === 'windows',
      hasOwnUserNamespace: valueAt(workload.pod, 'hostUsers') === false,
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
      const { container } = scope;
      if (container === undefined) continue;
      reviewContainer(this.#violations, scope, container, this.#traits);
    }
    this.#seccomp();
    this.#nonRoot();
    return this.#violations.found;
  }

  #hostNamespaces(): void {
    for (const field of ['hostPID', 'hostIPC', 'hostNetwork']) {
      const node = at(this.workload.pod, field);
      if (node !== undefined && valueAt(node) !== false) {
        this.#violations.add('host-namespaces', 'baseline', {
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
        this.#violations.add(
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
      this.#violations.add('sysctls', 'baseline', {
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
        this.#violations.add('apparmor', 'baseline', {
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
        this.#violations.add('seccomp', 'baseline', {
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
      this.#violations.add('apparmor', 'baseline', {
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
      this.#violations.add('selinux', 'baseline', {
        of: scope.owner,
        node,
        detail: field,
        message: `${scope.owner} sets the SELinux ${field} ${value}`,
      });
    }
    const hostProcess = at(context, 'windowsOptions', 'hostProcess');
    if (hostProcess !== undefined && valueAt(hostProcess) !== false) {
      this.#violations.add('host-process', 'baseline', {
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
      this.#violations.add('run-as-user', 'restricted', {
        of: scope.owner,
        node: user,
        message: `${scope.owner} runs as user 0, root`,
      });
    }
    for (const field of ['runAsGroup', 'fsGroup']) {
      const group = at(context, field);
      if (group === undefined || valueAt(group) !== 0) continue;
      this.#violations.add('run-as-group', 'platform', {
        of: scope.owner,
        node: group,
        detail: field,
        message: `${scope.owner} has ${field} 0, root's group`,
      });
    }
    for (const group of itemsAt(context, 'supplementalGroups')) {
      if (valueAt(group) !== 0) continue;
      this.#violations.add('run-as-group', 'platform', {
        of: scope.owner,
        node: group,
        detail: 'supplementalGroups',
        message: `${scope.owner} is in group 0, root's`,
      });
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
      this.#violations.add('seccomp', unconfined ? 'baseline' : 'restricted', {
        of: scope.owner,
        node: type,
        message: `${scope.owner} has the seccomp profile ${valueAt(type)}`,
      });
    }
    if (podConfines || this.#traits.isWindows) return;
    for (const scope of containers) {
      if (typeOf(scope) !== undefined) continue;
      this.#violations.add('seccomp', 'restricted', {
        of: scope.owner,
        node: nearest(scope),
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
      this.#violations.add(check, level, {
        of: scope.owner,
        node: setting ?? nearest(scope),
        message: `${scope.owner} ${message}`,
      });
    }
    // One that is wrong for the pod is wrong even where every container has its own.
    if (
      podSetting !== undefined &&
      !holds(valueAt(podSetting)) &&
      containers.every(scope => settingOf(scope) !== undefined)
    ) {
      this.#violations.add(check, level, {
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
