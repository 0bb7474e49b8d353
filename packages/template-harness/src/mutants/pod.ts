import type { Mutant } from './mutant';

const SERVICE = 'deploy/base/service-deployment.yaml';
const DISPATCHER = 'deploy/base/dispatcher-deployment.yaml';
const MIGRATION = 'deploy/base/migration-job.yaml';
const PRODUCTION = 'deploy/overlays/production/kustomization.yaml';

/** Adds a patch, at the end of an overlay's kustomization where its patches stand. */
function patching(patch: string): (text: string) => string {
  return text => `${text}${patch}`;
}

/** Adds lines to the pods' spec of a workload. */
function inPods(lines: string): (text: string) => string {
  return text =>
    text.replace(
      '      enableServiceLinks: false\n',
      `${lines}      enableServiceLinks: false\n`,
    );
}

/** Sabotages of the workloads: what a pod is, may and runs. */
export const podMutants: readonly Mutant[] = [
  {
    id: 'host-network',
    title: "the service runs in the host's network",
    caseName: 'orders',
    edits: { [SERVICE]: inPods('      hostNetwork: true\n') },
    caughtBy: { control: 'POD-01' },
  },
  {
    id: 'host-processes-in-yaml-1.1',
    title:
      "a patch of one environment shows the host's processes, with the word yes",
    caseName: 'orders',
    edits: {
      [PRODUCTION]: patching(`  - target:
      kind: Job
    patch: |-
      - op: add
        path: /spec/template/spec/hostPID
        value: yes
`),
    },
    caughtBy: { control: 'POD-01' },
  },
  {
    id: 'privileged-debugger',
    title: 'a stray manifest beside the sources deploys a privileged pod',
    caseName: 'orders',
    edits: {
      'tools/debug/pod.yml': `apiVersion: v1
kind: Pod
metadata:
  name: debug
  namespace: ameide-production
spec:
  containers:
    - name: shell
      image: busybox
      securityContext:
        privileged: true
`,
    },
    caughtBy: { control: 'POD-02' },
  },
  {
    id: 'privileged-init-container',
    title: 'an init container gains privileges while the others do not',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '      containers:\n',
          `      initContainers:
        - name: prepare
          image: registry.ameide.example/prepare@sha256:${'a'.repeat(64)}
          securityContext:
            readOnlyRootFilesystem: true
            capabilities:
              drop:
                - ALL
      containers:
`,
        ),
    },
    caughtBy: { control: 'POD-02' },
  },
  {
    id: 'root-in-one-container',
    title: 'a container takes back that the pod is not root',
    caseName: 'orders',
    edits: {
      [DISPATCHER]: text =>
        text.replace(
          '            allowPrivilegeEscalation: false\n',
          '            allowPrivilegeEscalation: false\n            runAsNonRoot: false\n            runAsUser: 0\n',
        ),
    },
    caughtBy: { control: 'POD-03' },
  },
  {
    id: 'root-group',
    title: "the files of volumes belong to root's group",
    caseName: 'orders',
    edits: {
      [SERVICE]: text => text.replace('fsGroup: 65532', 'fsGroup: 0'),
    },
    caughtBy: { control: 'POD-03' },
  },
  {
    id: 'capability-added',
    title: 'the migration may trace other processes',
    caseName: 'orders',
    edits: {
      [MIGRATION]: text =>
        text.replace(
          '              drop:\n                - ALL\n',
          '              drop:\n                - ALL\n              add:\n                - SYS_PTRACE\n',
        ),
    },
    caughtBy: { control: 'POD-04' },
  },
  {
    id: 'capabilities-dropped-one-by-one',
    title: 'only some capabilities are dropped',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '                - ALL\n',
          '                - NET_RAW\n                - SYS_ADMIN\n',
        ),
    },
    caughtBy: { control: 'POD-04' },
  },
  {
    id: 'seccomp-unconfined-by-strategic-patch',
    title: 'a strategic merge patch of staging takes the seccomp profile away',
    caseName: 'orders',
    edits: {
      'deploy/overlays/staging/kustomization.yaml': patching(`  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: orders
      spec:
        template:
          spec:
            securityContext:
              seccompProfile:
                type: Unconfined
`),
    },
    caughtBy: { control: 'POD-05' },
  },
  {
    id: 'apparmor-annotation',
    title: 'an annotation takes the AppArmor profile away',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '  template:\n    metadata:\n',
          '  template:\n    metadata:\n      annotations:\n        container.apparmor.security.beta.kubernetes.io/service: unconfined\n',
        ),
    },
    caughtBy: { control: 'POD-06' },
  },
  {
    id: 'writable-root',
    title: 'the program can be overwritten where it runs',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          'readOnlyRootFilesystem: true',
          'readOnlyRootFilesystem: false',
        ),
    },
    caughtBy: { control: 'POD-07' },
  },
  {
    id: 'container-socket',
    title: "the socket of the host's container runtime is mounted",
    caseName: 'orders',
    edits: {
      [DISPATCHER]: text =>
        text.replace(
          '      volumes:\n',
          '      volumes:\n        - name: runtime\n          hostPath:\n            path: /run/containerd/containerd.sock\n',
        ),
    },
    caughtBy: { control: 'POD-08' },
  },
  {
    id: 'identity-provider-by-host-alias',
    title: "the identity provider's name leads to another address",
    caseName: 'orders',
    edits: {
      [SERVICE]: inPods(
        '      hostAliases:\n        - ip: 203.0.113.7\n          hostnames:\n            - keycloak.ameide-production.svc\n',
      ),
    },
    caughtBy: { control: 'POD-09' },
  },
  {
    id: 'probe-elsewhere',
    title: "the kubelet calls the cloud's metadata service as a probe",
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '              path: /readyz\n',
          '              path: /readyz\n              host: 169.254.169.254\n',
        ),
    },
    caughtBy: { control: 'POD-09' },
  },
  {
    id: 'token-mounted',
    title: 'the pods are given a token of the API server',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          'automountServiceAccountToken: false',
          'automountServiceAccountToken: true',
        ),
    },
    caughtBy: { control: 'POD-10' },
  },
  {
    id: 'token-projected',
    title:
      'a volume holds a token of the API server though none is mounted by itself',
    caseName: 'orders',
    edits: {
      [DISPATCHER]: text =>
        text.replace(
          '      volumes:\n',
          '      volumes:\n        - name: token\n          projected:\n            sources:\n              - serviceAccountToken:\n                  path: token\n',
        ),
    },
    caughtBy: { control: 'POD-10' },
  },
  {
    id: 'account-shared',
    title: "the dispatcher runs as the service's account",
    caseName: 'orders',
    edits: {
      [DISPATCHER]: text =>
        text.replace(
          'serviceAccountName: orders-dispatcher',
          'serviceAccountName: orders',
        ),
    },
    caughtBy: { control: 'POD-11' },
  },
  {
    id: 'role-reads-secrets',
    title: 'a role of the service may read the secrets of the namespace',
    caseName: 'orders',
    edits: {
      'deploy/base/accounts.yaml': text => `${text}---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: orders
rules:
  - apiGroups: [""]
    resources: [configmaps, secrets]
    verbs: [get, list]
`,
    },
    caughtBy: { control: 'POD-12' },
  },
  {
    id: 'role-in-a-list',
    title: 'a list in a JSON file holds a role that may get into pods',
    caseName: 'orders',
    edits: {
      'deploy/extra.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'Role',
            metadata: { name: 'support', namespace: 'ameide-production' },
            rules: [
              { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
            ],
          },
        ],
      }),
    },
    caughtBy: { control: 'POD-12' },
  },
  {
    id: 'administrator',
    title: "the service's account is bound to the administrator's role",
    caseName: 'orders',
    edits: {
      'deploy/base/accounts.yaml': text => `${text}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: orders
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - kind: ServiceAccount
    name: orders
    namespace: ameide-production
`,
    },
    caughtBy: { control: 'POD-13' },
  },
  {
    id: 'image-by-tag',
    title: 'production runs whatever a tag points at',
    caseName: 'orders',
    // Before CI has built an image there is none to judge: all environments have one here.
    given: Object.fromEntries(
      ['development', 'staging', 'production'].map(environment => [
        `deploy/overlays/${environment}/image.yaml`,
        () => `- op: add
  path: /spec/template/spec/containers/0/image
  value: registry.ameide.example/orders@sha256:${'a'.repeat(64)}
`,
      ]),
    ),
    edits: {
      'deploy/overlays/production/image.yaml': text =>
        text.replace(/@sha256:a+/, ':1.4'),
    },
    caughtBy: { control: 'POD-14' },
  },
  {
    id: 'image-of-anybody',
    title: 'the image comes from a public registry',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/image.yaml': () => `- op: add
  path: /spec/template/spec/containers/0/image
  value: ameide/orders@sha256:${'b'.repeat(64)}
`,
    },
    caughtBy: { control: 'POD-15' },
  },
  {
    id: 'limit-removed-in-production',
    title: "production takes the service's memory limit away",
    caseName: 'orders',
    edits: {
      [PRODUCTION]: patching(`  - target:
      kind: Deployment
      name: orders
    patch: |-
      - op: remove
        path: /spec/template/spec/containers/0/resources/limits/memory
`),
    },
    caughtBy: { control: 'POD-16' },
  },
  {
    id: 'probe-at-no-port',
    title: 'the service is probed at a port that it does not have',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          /(readinessProbe:\n.*\n.*\n\s+port: )management/,
          '$1metrics',
        ),
    },
    caughtBy: { control: 'POD-17' },
  },
  {
    id: 'one-pod-in-production',
    title: 'production runs one pod',
    caseName: 'orders',
    edits: {
      [PRODUCTION]: text =>
        text
          .replace('value: 3\n', 'value: 3\n')
          .replace(/(spec\/replicas\n\s+value: )3/, '$11'),
    },
    caughtBy: { control: 'POD-18' },
  },
  {
    id: 'budget-allows-nothing',
    title: 'the disruption budget lets no pod go',
    caseName: 'orders',
    edits: {
      'deploy/base/disruption-budgets.yaml': text =>
        text.replace('maxUnavailable: 1', 'maxUnavailable: 0'),
    },
    caughtBy: { control: 'POD-19' },
  },
  {
    id: 'service-selects-everything',
    title: 'calls are sent to the dispatcher too',
    caseName: 'orders',
    edits: {
      'deploy/base/service.yaml': text =>
        text.replace(
          /(selector:\n\s+app\.kubernetes\.io\/name: orders\n)\s+app\.kubernetes\.io\/component: service\n/,
          '$1',
        ),
    },
    caughtBy: { control: 'POD-20' },
  },
  {
    id: 'budget-of-a-dropped-version',
    title: 'the disruption budgets are of a version that is no longer served',
    caseName: 'orders',
    edits: {
      'deploy/base/disruption-budgets.yaml': text =>
        text.replaceAll('policy/v1', 'policy/v1beta1'),
    },
    caughtBy: { control: 'POD-21' },
  },
  {
    id: 'default-namespace',
    title: 'an overlay lands in the namespace default',
    caseName: 'orders',
    edits: {
      'deploy/overlays/staging/kustomization.yaml': text =>
        text.replace('namespace: ameide-staging', 'namespace: default'),
    },
    caughtBy: { control: 'POD-22' },
  },
  {
    id: 'kind-in-labels',
    title: 'the pods say that they are an agent',
    caseName: 'orders',
    edits: {
      'deploy/base/kustomization.yaml': text =>
        text.replace(
          'ameide.io/primitive-kind: domain',
          'ameide.io/primitive-kind: agent',
        ),
    },
    caughtBy: { control: 'POD-23' },
  },
  {
    id: 'misspelt-field',
    title: 'a security setting is misspelt and dropped without a word',
    caseName: 'orders',
    edits: {
      [MIGRATION]: text =>
        text.replace(
          'automountServiceAccountToken: false',
          'automountServiceAccountToken: false\n      automountServiceAcountToken: false',
        ),
    },
    caughtBy: { control: 'POD-24' },
  },
  {
    id: 'host-path-by-merge-key',
    title: "a merge key brings the host's files in",
    caseName: 'orders',
    edits: {
      'tools/jobs/collect.yaml': `apiVersion: batch/v1
kind: CronJob
metadata:
  name: collect
  namespace: ameide-production
  annotations:
    shared: &host
      hostPath: { path: /var/lib/kubelet }
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{ name: collect, image: registry.ameide.example/collect }]
          volumes:
            - name: files
              <<: *host
`,
    },
    caughtBy: { control: 'POD-08' },
  },
  {
    id: 'root-by-a-component',
    title: 'a component of an overlay makes the service run as root',
    caseName: 'orders',
    edits: {
      'deploy/components/debug/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: { kind: Deployment, name: orders }
    patch: |-
      - op: replace
        path: /spec/template/spec/securityContext/runAsUser
        value: 0
`,
      'deploy/overlays/staging/kustomization.yaml': text =>
        text.replace(
          'labels:\n',
          'components:\n  - ../../components/debug\nlabels:\n',
        ),
    },
    caughtBy: { control: 'POD-03' },
  },
  {
    id: 'verification-off',
    title:
      'a patch of production switches the verification of certificates off',
    caseName: 'orders',
    edits: {
      [PRODUCTION]: patching(`  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: orders-dispatcher
      spec:
        template:
          spec:
            containers:
              - name: dispatcher
                env:
                  - name: NODE_TLS_REJECT_UNAUTHORIZED
                    value: "0"
`),
    },
    caughtBy: { control: 'POD-25' },
  },
  {
    id: 'debugger-open',
    title: 'the service listens for a debugger',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '            - node\n',
          '            - node\n            - --inspect=0.0.0.0:9229\n',
        ),
    },
    caughtBy: { control: 'POD-25' },
  },
  {
    id: 'beside-the-control-plane',
    title: 'the pods tolerate every machine',
    caseName: 'orders',
    edits: {
      [DISPATCHER]: inPods('      tolerations:\n        - operator: Exists\n'),
    },
    caughtBy: { control: 'POD-26' },
  },
  {
    id: 'a-key-twice',
    title:
      'a stray manifest has a key twice, so that readers and the cluster see different things',
    caseName: 'orders',
    edits: {
      'deploy/extra/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: helper
  namespace: ameide-production
spec:
  hostNetwork: true
  hostNetwork: false
`,
    },
    caughtBy: { control: 'POD-24' },
  },
];
