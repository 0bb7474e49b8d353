import type { Mutant } from './mutant';

const POLICIES = 'deploy/base/network-policies.yaml';
const ACCESS = 'deploy/overlays/production/platform-access.yaml';

/** A NetworkPolicy for the service's pods, with rules. */
function policy(name: string, rules: string): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: orders
${rules}`;
}

/** Sabotages of who reaches whom. */
export const netMutants: readonly Mutant[] = [
  {
    id: 'default-deny-misspelt',
    title:
      'no policy selects the dispatcher for ingress, because of a typing error in a label',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text.replace(
          /(name: orders-default-deny[^]*?matchLabels:\n\s+app\.kubernetes\.io\/name: )orders/,
          '$1order',
        ),
    },
    caughtBy: { control: 'NET-01' },
  },
  {
    id: 'egress-left-open',
    title:
      'the default policy says nothing about egress, and the others neither',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text
          .replaceAll('    - Egress\n', '')
          .replaceAll(
            / {2}policyTypes:\n {2}egress:/g,
            '  policyTypes:\n    - Ingress\n  egress:',
          ),
      'deploy/overlays/production/platform-access.yaml': text =>
        text.replaceAll('    - Egress\n', '    - Ingress\n'),
    },
    caughtBy: { control: 'NET-01' },
  },
  {
    id: 'database-open',
    title: 'no policy is for the pods of the database',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text.replace(
          /(name: orders-database\n[^]*?cnpg\.io\/cluster: )orders-postgres/,
          '$1orders-db',
        ),
    },
    caughtBy: { control: 'NET-01' },
  },
  {
    id: 'ingress-from-the-namespace',
    title: 'every pod of the platform may call, not only the gateway',
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text.replace(
          / {10}podSelector:\n {12}matchLabels:\n {14}gateway[^\n]*\n/,
          '',
        ),
    },
    caughtBy: { control: 'NET-02' },
  },
  {
    id: 'two-peers-for-one',
    title: 'a dash makes two peers of one: the whole namespace, or the gateway',
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text.replace(
          '          podSelector:\n            matchLabels:\n              gateway',
          '        - podSelector:\n            matchLabels:\n              gateway',
        ),
    },
    caughtBy: { control: 'NET-02' },
  },
  {
    id: 'gateway-at-every-port',
    title: 'an empty list of ports opens the management port to the gateway',
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text.replace(
          / {6}ports:\n {8}- protocol: TCP\n {10}port: 8443\n/,
          '      ports: []\n',
        ),
    },
    caughtBy: { control: 'NET-02' },
  },
  {
    id: 'everybody-but-one',
    title: 'a peer is whoever does not have a label, which is nearly everybody',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text +
        policy(
          'orders-friends',
          `  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchExpressions:
              - { key: ameide.io/untrusted, operator: NotIn, values: ["true"] }
      ports:
        - { protocol: TCP, port: 8443 }
`,
        ),
    },
    caughtBy: { control: 'NET-02' },
  },
  {
    id: 'another-services-database',
    title: "the service reaches another service's database",
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text.replace(
          /(name: orders-to-database[^]*?cnpg\.io\/cluster: )orders-postgres/,
          '$1billing-postgres',
        ),
    },
    caughtBy: { control: 'NET-03' },
  },
  {
    id: 'another-environment',
    title: "production's service signs its tokens in staging",
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text.replace(
          /ameide-production(\n\s+podSelector:\n\s+matchLabels:\n\s+app: keycloak)/,
          'ameide-staging$1',
        ),
    },
    caughtBy: { control: 'NET-03' },
  },
  {
    id: 'service-past-the-gateway',
    title: 'the service calls the one that it depends on directly',
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text +
        policy(
          'orders-to-catalog',
          `  policyTypes: [Egress]
  egress:
    - to:
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: catalog
      ports:
        - { protocol: TCP, port: 8443 }
`,
        ),
    },
    caughtBy: { control: 'NET-03' },
  },
  {
    id: 'stray-policy-in-a-list',
    title:
      'a policy that no kustomization deploys lets everything of the namespace out',
    caseName: 'orders',
    edits: {
      'docs/troubleshooting.yaml': `apiVersion: v1
kind: NetworkPolicyList
items:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { name: debug, namespace: ameide-production }
    spec:
      podSelector: { matchLabels: { app.kubernetes.io/name: orders } }
      policyTypes: [Egress]
      egress:
        - to: [{ namespaceSelector: {} }]
`,
    },
    caughtBy: { control: 'NET-03' },
  },
  {
    id: 'world',
    title: 'the service reaches the internet, and the metadata service with it',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text +
        policy(
          'orders-web',
          `  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] }
      ports:
        - { protocol: TCP, port: 443 }
`,
        ),
    },
    caughtBy: { control: 'NET-04' },
  },
  {
    id: 'empty-from',
    title: 'an empty list of peers lets everybody in',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text +
        policy(
          'orders-calls',
          `  policyTypes: [Ingress]
  ingress:
    - from: []
      ports:
        - { protocol: TCP, port: 8443 }
`,
        ),
    },
    caughtBy: { control: 'NET-04' },
  },
  {
    id: 'half-of-the-world',
    title: 'two halves make the whole internet',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text +
        policy(
          'orders-halves',
          `  policyTypes: [Egress]
  egress:
    - to:
        - ipBlock: { cidr: 0.0.0.0/1 }
        - ipBlock: { cidr: 128.0.0.0/1 }
`,
        ),
    },
    caughtBy: { control: 'NET-04' },
  },
  {
    id: 'dns-without-tcp',
    title: 'long answers of DNS do not arrive',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text.replace('        - protocol: TCP\n          port: 53\n', ''),
    },
    caughtBy: { control: 'NET-05' },
  },
  {
    id: 'dns-without-protocol',
    title: 'DNS is allowed without a protocol, which means TCP alone',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text.replace(
          '        - protocol: UDP\n          port: 53\n',
          '        - port: 53\n',
        ),
    },
    caughtBy: { control: 'NET-05' },
  },
  {
    id: 'port-of-the-service',
    title: 'the gateway is let in at a named port that the pods do not have',
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text.replace('          port: 8443\n', '          port: grpc\n'),
    },
    caughtBy: { control: 'NET-05' },
  },
  {
    id: 'one-end-of-the-database',
    title: 'the database no longer lets the dispatcher in',
    caseName: 'orders',
    edits: {
      [POLICIES]: text =>
        text.replace(
          /(name: orders-database\n[^]*?- service\n)\s+- dispatcher\n/,
          '$1',
        ),
    },
    caughtBy: { control: 'NET-05' },
  },
  {
    id: 'model-in-the-configuration',
    title: 'the configuration names a model',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/config.yaml': text =>
        text.replace(
          '"telemetry":',
          '"assistant": { "endpoint": "https://api.openai.com/v1" },\n      "telemetry":',
        ),
    },
    caughtBy: { control: 'NET-06' },
  },
  {
    id: 'policy-for-the-namespace',
    title:
      'a policy opens the pods of every service of the namespace to the gateway',
    caseName: 'orders',
    edits: {
      [ACCESS]: text =>
        text.replace(
          /(name: orders-from-platform\n[^]*?podSelector:)\n\s+matchLabels:\n[^\n]*\n[^\n]*\n/,
          '$1 {}\n',
        ),
    },
    caughtBy: { control: 'NET-07' },
  },
  {
    id: 'node-port',
    title: 'every machine of the cluster offers the service',
    caseName: 'orders',
    edits: {
      'deploy/base/service.yaml': text =>
        text.replace('type: ClusterIP', 'type: NodePort'),
    },
    caughtBy: { control: 'NET-08' },
  },
  {
    id: 'external-address',
    title: 'the service takes calls to an address of its choice',
    caseName: 'orders',
    edits: {
      'deploy/overlays/staging/kustomization.yaml': text => `${text}  - target:
      kind: Service
    patch: |-
      - op: add
        path: /spec/externalIPs
        value: [203.0.113.9]
`,
    },
    caughtBy: { control: 'NET-08' },
  },
  {
    id: 'ingress-without-tls',
    title: 'an Ingress serves the service in plain',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/routes.yaml': text => `${text}---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: orders
spec:
  rules:
    - host: orders.ameide.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: orders, port: { number: 8443 } } }
`,
    },
    caughtBy: { control: 'NET-09' },
  },
  {
    id: 'policy-of-a-plugin',
    title: "a network plugin's own policy allows the world",
    caseName: 'orders',
    edits: {
      [POLICIES]: text => `${text}---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata:
  name: orders-world
spec:
  endpointSelector: {}
  egress:
    - toEntities: [world]
`,
    },
    caughtBy: { control: 'NET-10' },
  },
  {
    id: 'metrics-on-the-web',
    title: 'browsers reach the port of metrics',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/routes.yaml': text =>
        text.replace(/(kind: HTTPRoute[^]*?port: )8443/, '$19443'),
    },
    caughtBy: { control: 'NET-11' },
  },
  {
    id: 'labels-changed-in-production',
    title: 'production gives the pods another name, and no policy selects them',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/kustomization.yaml':
        text => `${text}  - target:
      kind: Deployment
      name: orders
    patch: |-
      - op: replace
        path: /spec/selector/matchLabels/app.kubernetes.io~1name
        value: orders-v2
      - op: replace
        path: /spec/template/metadata/labels/app.kubernetes.io~1name
        value: orders-v2
`,
    },
    caughtBy: { control: 'NET-01' },
  },
  {
    id: 'peer-patched',
    title: 'a patch of staging widens whom the service reaches',
    caseName: 'orders',
    edits: {
      'deploy/overlays/staging/kustomization.yaml': text => `${text}  - target:
      kind: NetworkPolicy
      name: orders-to-database
    patch: |-
      - op: replace
        path: /spec/egress/0/to
        value:
          - podSelector: {}
`,
    },
    caughtBy: { control: 'NET-03' },
  },
  {
    id: 'own-gateway',
    title: 'the service brings a gateway of its own',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/routes.yaml': text => `${text}---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: orders
spec:
  gatewayClassName: public
  listeners:
    - name: web
      port: 443
      protocol: HTTPS
      tls: { certificateRefs: [{ name: orders-tls }] }
`,
    },
    caughtBy: { control: 'NET-08' },
  },
  {
    id: 'certificate-of-the-identity-provider',
    title: "the service's certificate is for the identity provider's name too",
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/certificate.yaml': text =>
        text.replace(
          '    - orders.ameide-production.svc\n',
          '    - orders.ameide-production.svc\n    - keycloak.ameide-production.svc\n',
        ),
    },
    caughtBy: { control: 'NET-12' },
  },
  {
    id: 'keys-in-plain',
    title: 'the keys that tokens are verified with are fetched without TLS',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/config.yaml': text =>
        text.replace(
          '"jwksUri": "https://keycloak',
          '"jwksUri": "http://keycloak',
        ),
    },
    caughtBy: { control: 'NET-13' },
  },
  {
    id: 'any-origin',
    title: 'pages of any origin may call the service',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/config.yaml': text =>
        text.replace(/"origins": \[[^\]]*\]/, '"origins": ["*"]'),
    },
    caughtBy: { control: 'NET-13' },
  },
  {
    id: 'operator-kept-out',
    title: 'the operator of the database can no longer ask how it is',
    caseName: 'orders',
    edits: {
      [POLICIES]: text => text.replace('cnpg-system', 'cnpg'),
    },
    caughtBy: { control: 'NET-05' },
  },
];
