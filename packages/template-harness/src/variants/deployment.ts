import type { Edits, Variant } from './variant';

const environments = ['development', 'staging', 'production'];

/** The record of a release names files that are called otherwise now: such a service is one that no template has made. */
const withoutRecord: Edits = { '.ameide/scaffold.json': null };

/** Image patch as CI writes it after a build. */
const builtImage = `# The image of this environment, by digest. Written by CI.
- op: add
  path: /spec/template/spec/containers/0/image
  value: registry.ameide.example/commerce/orders@sha256:${'4a'.repeat(32)}
`;

/** Other layouts and names of manifests. */
export const deploymentVariants: readonly Variant[] = [
  {
    id: 'other-folders',
    title: 'the database and the manifests lie in folders of other names',
    caseName: 'orders',
    renamed: { 'db/': 'database/', 'deploy/': 'kubernetes/' },
    edits: {
      ...withoutRecord,
      Dockerfile: text => text.replace('COPY db db', 'COPY database database'),
      '.dockerignore': text => text.replace('!db', '!database'),
    },
  },
  {
    id: 'other-names',
    title: 'roles, workloads and the database have other names',
    caseName: 'orders',
    renamed: {
      orders_app: 'orders_runtime',
      orders_owner: 'orders_schema',
      orders_dispatcher: 'orders_sender',
      'orders-dispatcher': 'orders-sender',
      'orders-migration': 'orders-schema-change',
      'orders-postgres': 'orders-pg',
    },
    edits: withoutRecord,
  },
  {
    id: 'other-kustomize',
    title: 'a base in parts, images by a transformer, and a patch that merges',
    caseName: 'orders',
    edits: read => ({
      'deploy/base/network-policies.yaml': null,
      'deploy/base/network/policies.yaml': read(
        'deploy/base/network-policies.yaml',
      ),
      'deploy/base/network/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n  - policies.yaml\n',
      'deploy/base/kustomization.yaml': text =>
        text.replace('- network-policies.yaml', '- network'),
      ...Object.fromEntries(
        ['service-deployment', 'dispatcher-deployment', 'migration-job'].map(
          name => [
            `deploy/base/${name}.yaml`,
            (text: string) =>
              text.replace(
                /( +)(- name: (?:service|dispatcher|migration)\n)( +)command:/,
                '$1$2$3image: orders\n$3command:',
              ),
          ],
        ),
      ),
      ...Object.fromEntries(
        environments.flatMap(name => [
          [`deploy/overlays/${name}/image.yaml`, null],
          [
            `deploy/overlays/${name}/replicas.yaml`,
            'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\nspec:\n  replicas: 4\n',
          ],
          [
            `deploy/overlays/${name}/kustomization.yaml`,
            (text: string) =>
              text.replace(
                /patches:\n {2}- path: image.yaml\n {4}target:\n {6}kind: \(Deployment\|Job\)\n/,
                `images:\n  - name: orders\n    newName: registry.ameide.example/commerce/orders\n    digest: sha256:${'4a'.repeat(
                  32,
                )}\npatches:\n  - path: replicas.yaml\n`,
              ),
          ],
        ]),
      ),
    }),
  },
  {
    id: 'built-image',
    title: 'CI has built the image and written its digest',
    caseName: 'orders',
    edits: Object.fromEntries(
      environments.map(name => [
        `deploy/overlays/${name}/image.yaml`,
        () => builtImage,
      ]),
    ),
  },
  {
    id: 'another-overlay',
    title: 'one environment more',
    caseName: 'orders',
    edits: read => ({
      ...Object.fromEntries(
        [
          'certificate',
          'config',
          'image',
          'kustomization',
          'platform-access',
          'routes',
          'service-monitor',
        ].map(name => [
          `deploy/overlays/preview/${name}.yaml`,
          read(`deploy/overlays/staging/${name}.yaml`).replaceAll(
            'staging',
            'preview',
          ),
        ]),
      ),
      'deploy/argocd/preview.yaml': read(
        'deploy/argocd/staging.yaml',
      ).replaceAll('staging', 'preview'),
      'deploy/argocd/project.yaml': text =>
        text.replace(
          '      namespace: ameide-staging\n',
          '      namespace: ameide-staging\n    - server: https://kubernetes.default.svc\n      namespace: ameide-preview\n',
        ),
      'ameide.service.yaml': text =>
        text.replace(
          '    staging: deploy/overlays/staging\n',
          '    staging: deploy/overlays/staging\n    preview: deploy/overlays/preview\n',
        ),
    }),
  },
  {
    id: 'extra-external-secret',
    title: 'a key of a partner comes from Vault as a file',
    caseName: 'orders',
    edits: {
      'deploy/base/partner-key.yaml': `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: orders-partner-key
  labels:
    app.kubernetes.io/name: orders
spec:
  refreshInterval: 1h0m0s
  secretStoreRef:
    kind: SecretStore
    name: ameide-vault
  target:
    name: orders-partner-key
    creationPolicy: Owner
  data:
    - secretKey: key
      remoteRef:
        key: services/orders/partner
        property: key
`,
      'deploy/base/kustomization.yaml': text =>
        text.replace(
          '  - service-token.yaml\n',
          '  - service-token.yaml\n  - partner-key.yaml\n',
        ),
      'deploy/base/service-deployment.yaml': text =>
        text
          .replace(
            '          volumeMounts:\n',
            '          volumeMounts:\n            - name: partner-key\n              mountPath: /etc/ameide/partner-key\n              readOnly: true\n',
          )
          .replace(
            '      volumes:\n',
            '      volumes:\n        - name: partner-key\n          secret:\n            secretName: orders-partner-key\n            defaultMode: 288\n',
          ),
      'src/partner-key.ts': `import { readFile } from 'node:fs/promises';

const PARTNER_KEY_FILE = '/etc/ameide/partner-key/key';

/** The partner's key as it is mounted now: it is renewed while the service runs. */
export async function partnerKey(): Promise<string> {
  const apiKey = (await readFile(PARTNER_KEY_FILE, 'utf8')).trim();
  if (apiKey === '') throw new Error(\`\${PARTNER_KEY_FILE} is empty\`);
  return apiKey;
}
`,
    },
  },
];
