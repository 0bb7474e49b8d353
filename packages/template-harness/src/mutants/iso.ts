import type { Mutant } from './mutant';

const PROJECT = 'deploy/argocd/project.yaml';
const APPLICATION = 'deploy/argocd/production.yaml';

/** Sabotages of the borders between tenants, environments and zones. */
export const isoMutants: readonly Mutant[] = [
  {
    id: 'tenant-code-in-the-platform',
    title: "a tenant's code is deployed into the platform's namespace",
    caseName: 'tenant-origin',
    edits: {
      'deploy/overlays/production/kustomization.yaml': text =>
        text.replace(
          'namespace: tenant-acme-production-cust',
          'namespace: ameide-production',
        ),
    },
    caughtBy: { control: 'ISO-01' },
  },
  {
    id: 'tenant-code-of-another',
    title: "a tenant's code is deployed into another tenant's namespace",
    caseName: 'tenant-origin',
    edits: {
      'deploy/overlays/staging/config.yaml': text =>
        text.replace(
          '  name: loyalty-points-config\n',
          '  name: loyalty-points-config\n  namespace: tenant-globex-staging-cust\n',
        ),
      'deploy/overlays/staging/kustomization.yaml': text =>
        text.replace(
          'namespace: tenant-acme-staging-cust',
          'namespace: tenant-globex-staging-cust',
        ),
    },
    caughtBy: { control: 'ISO-01' },
  },
  {
    id: 'tenant-project-reaches-the-platform',
    title: "a tenant's project may deploy into the platform's namespace",
    caseName: 'tenant-origin',
    edits: {
      [PROJECT]: text =>
        text.replace('tenant-acme-staging-cust', 'ameide-staging'),
    },
    caughtBy: { control: 'ISO-01' },
  },
  {
    id: 'default-project',
    title: 'an Application belongs to the project default',
    caseName: 'orders',
    edits: {
      [APPLICATION]: text =>
        text.replace('project: ameide-orders', 'project: default'),
    },
    caughtBy: { control: 'ISO-02' },
  },
  {
    id: 'overlay-crossed',
    title: "production's Application delivers the overlay of development",
    caseName: 'orders',
    edits: {
      [APPLICATION]: text =>
        text.replace(
          'path: deploy/overlays/production',
          'path: deploy/overlays/development',
        ),
    },
    caughtBy: { control: 'ISO-02' },
  },
  {
    id: 'project-of-every-namespace',
    title: 'the project deploys to every namespace',
    caseName: 'orders',
    edits: {
      [PROJECT]: text =>
        text.replace('namespace: ameide-production', "namespace: '*'"),
    },
    caughtBy: { control: 'ISO-03' },
  },
  {
    id: 'project-of-every-cluster-kind',
    title: 'the project deploys objects of the whole cluster',
    caseName: 'orders',
    edits: {
      [PROJECT]: text =>
        text.replace(
          'clusterResourceWhitelist: []',
          "clusterResourceWhitelist: [{ group: '*', kind: '*' }]",
        ),
    },
    caughtBy: { control: 'ISO-03' },
  },
  {
    id: 'project-of-every-repository',
    title: 'the project deploys from any repository',
    caseName: 'orders',
    edits: {
      [PROJECT]: text =>
        text.replace('https://git.ameide.example/orders.git', "'*'"),
    },
    caughtBy: { control: 'ISO-03' },
  },
  {
    id: 'no-self-heal',
    title: 'changes by hand in the cluster stay',
    caseName: 'orders',
    edits: {
      [APPLICATION]: text => text.replace('selfHeal: true', 'selfHeal: false'),
    },
    caughtBy: { control: 'ISO-04' },
  },
  {
    id: 'policy-not-compared',
    title: 'differences of network policies are ignored',
    caseName: 'orders',
    edits: {
      [APPLICATION]: text => `${text}  ignoreDifferences:
    - group: networking.k8s.io
      kind: NetworkPolicy
      jsonPointers:
        - /spec
`,
    },
    caughtBy: { control: 'ISO-04' },
  },
  {
    id: 'privileged-namespace',
    title: 'the sync makes a namespace that takes privileged pods',
    caseName: 'orders',
    edits: {
      [APPLICATION]: text =>
        text.replace('- CreateNamespace=false', '- CreateNamespace=true'),
    },
    caughtBy: { control: 'ISO-05' },
  },
  {
    id: 'gateway-of-development',
    title: "production's service hangs on development's gateway",
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/routes.yaml': text =>
        text.replace(
          'namespace: ameide-production',
          'namespace: ameide-development',
        ),
    },
    caughtBy: { control: 'ISO-06' },
  },
  {
    id: 'reference-grant',
    title: "another tenant's routes may lead to the service",
    caseName: 'orders',
    edits: {
      'deploy/base/service.yaml': text => `${text}---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: partners
spec:
  from:
    - { group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: tenant-globex-production-cust }
  to:
    - { group: "", kind: Service }
`,
    },
    caughtBy: { control: 'ISO-06' },
  },
  {
    id: 'webhook',
    title: 'a webhook of the cluster sees every pod that is made',
    caseName: 'orders',
    edits: {
      'deploy/base/service.yaml': text => `${text}---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: orders
webhooks:
  - name: pods.orders.ameide.example
    admissionReviewVersions: [v1]
    sideEffects: None
    clientConfig: { service: { name: orders, namespace: ameide-production, path: /mutate } }
    rules:
      - { apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }
`,
    },
    caughtBy: { control: 'ISO-07' },
  },
  {
    id: 'patched-by-argo',
    title: 'the Application patches what its overlay deploys',
    caseName: 'orders',
    edits: {
      [APPLICATION]: text =>
        text.replace(
          '    path: deploy/overlays/production\n',
          `    path: deploy/overlays/production
    kustomize:
      patches:
        - target: { kind: Deployment }
          patch: |-
            - op: add
              path: /spec/template/spec/hostNetwork
              value: true
`,
        ),
    },
    caughtBy: { control: 'ISO-02' },
  },
  {
    id: 'policy-never-pruned',
    title: 'a policy that is taken away in review stays in the cluster',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/platform-access.yaml': text =>
        text.replace(
          '  name: orders-from-platform\n',
          '  name: orders-from-platform\n  annotations:\n    argocd.argoproj.io/sync-options: Prune=false\n',
        ),
    },
    caughtBy: { control: 'ISO-04' },
  },
  {
    id: 'project-of-another-environment',
    title: 'the project may also deploy into the namespace of another service',
    caseName: 'orders',
    edits: {
      [PROJECT]: text =>
        text.replace(
          '  clusterResourceWhitelist: []',
          '    - server: https://kubernetes.default.svc\n      namespace: ameide-billing\n  clusterResourceWhitelist: []',
        ),
    },
    caughtBy: { control: 'ISO-03' },
  },
];
