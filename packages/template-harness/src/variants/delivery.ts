import { withoutRecord } from './deployment';
import type { Variant } from './variant';

const checkout =
  'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2';
const setUpNode =
  'actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0';

/** Other ways to build, describe and hand over a service. */
export const deliveryVariants: readonly Variant[] = [
  {
    id: 'extra-docs',
    title: 'documents tell of secrets, tokens and commands without holding any',
    caseName: 'orders',
    edits: {
      'docs/operations.md': `# Operations

The password of \`orders_app\` is drawn in the cluster; nobody knows it. To look at it once:

    kubectl get secret orders-db-app -o jsonpath='{.data.password}' | base64 --decode

Calls need a token: \`Authorization: Bearer <token>\`, which is a JWT (\`eyJ…\`). Locally:

    export PGPASSWORD=changeme
    psql "postgresql://orders_app:password@localhost:5432/orders"
    curl -H "authorization: Bearer $TOKEN" https://orders.example/healthz

| setting | meaning |
|---|---|
| \`privateKeyFile\` | where \`-----BEGIN PRIVATE KEY-----\` is expected |
| \`secretName\` | name of the Secret, as \`orders-db-app\` |
`,
      'docs/example.yaml': `# What a tenant writes into its own configuration.
database:
  secretName: orders-db-app
  passwordFile: /etc/ameide/database/password
auth:
  clientSecret: <from the portal>
  publicKey: ${'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE'}
`,
    },
  },
  {
    id: 'extra-workflow',
    title: 'a nightly workflow, and an action of the repository',
    caseName: 'orders',
    edits: {
      '.github/actions/set-up/action.yml': `name: set up
description: Node, and what the lockfile names
runs:
  using: composite
  steps:
    - uses: ${setUpNode}
      with:
        node-version: '22'
    - run: npm ci --no-audit --no-fund
      shell: bash
`,
      '.github/workflows/nightly.yml': `name: nightly
on:
  schedule:
    - cron: '17 3 * * *'
  workflow_dispatch:
permissions: {}
jobs:
  audit:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    strategy:
      matrix:
        folder: ['.', 'tools']
    steps:
      - uses: ${checkout}
        with:
          persist-credentials: false
      - uses: ./.github/actions/set-up
      - name: Known weaknesses
        env:
          FOLDER: \${{ matrix.folder }}
        run: npm --prefix "$FOLDER" audit --omit dev --audit-level high
      - if: failure()
        env:
          HOOK: \${{ secrets.CHAT_HOOK }}
          RUN: \${{ github.run_id }}
        run: |
          curl --fail --silent --json "{\\"text\\": \\"nightly $RUN failed\\"}" --url "$HOOK"
`,
    },
  },
  {
    id: 'other-dockerfile',
    title: 'an image in more stages, its base named by its digest',
    caseName: 'orders',
    edits: {
      Dockerfile: () => `# syntax=docker/dockerfile:1
ARG NODE_IMAGE=docker.io/library/node:22-bookworm-slim@sha256:${'5b'.repeat(32)}

FROM \${NODE_IMAGE} AS base
WORKDIR /app
ENV NODE_ENV=production

FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
COPY vendor vendor
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM base AS build
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY vendor vendor
RUN npm ci --include=dev --no-audit --no-fund
COPY src src
RUN <<EOF
set -e
npm run build
test -f dist/src/main.js
EOF

FROM base
COPY --from=dependencies --chown=0:0 /app/node_modules node_modules
COPY --from=build --chown=0:0 /app/dist dist
COPY package.json ./
COPY db db
ARG UID=10001
USER \${UID}:\${UID}
HEALTHCHECK NONE
ENTRYPOINT ["node"]
CMD ["dist/src/main.js"]
`,
    },
  },
  {
    id: 'owners-by-folder',
    title: 'each folder has its owner, and scripts of CI other names',
    caseName: 'orders',
    edits: {
      CODEOWNERS: null,
      '.github/CODEOWNERS': `# The last rule that matches counts.
*               @ameideio/team-commerce
/db/            @ameideio/team-commerce @ameideio/data-owners
/deploy/**      @ameideio/platform
/.github/       @ameideio/platform
*.proto         @ameideio/contracts
`,
      'package.json': text =>
        text.replace(
          '"lint":',
          '"verify": "npm run typecheck && npm test && npm run lint",\n    "lint":',
        ),
      '.github/workflows/ci.yml': text =>
        text.replace(
          '      - run: npm run typecheck\n      - run: npm test\n      - run: npm run lint\n',
          '      - run: npm run verify\n',
        ),
    },
  },
  {
    id: 'realm-beside-it',
    title: 'the realm of the identity provider is described beside the service',
    caseName: 'orders',
    edits: {
      'identity/realm.yaml': `apiVersion: k8s.keycloak.org/v2alpha1
kind: KeycloakRealmImport
metadata:
  name: orders
  namespace: ameide-identity
  labels:
    app.kubernetes.io/name: orders
spec:
  keycloakCRName: keycloak
  realm:
    realm: orders
    enabled: true
    sslRequired: all
    registrationAllowed: false
    verifyEmail: true
    bruteForceProtected: true
    accessTokenLifespan: 300
    revokeRefreshToken: true
    refreshTokenMaxReuse: 0
    clients:
      - clientId: orders-web
        publicClient: true
        standardFlowEnabled: true
        directAccessGrantsEnabled: false
        fullScopeAllowed: false
        redirectUris: [https://app.ameide.example/callback]
        webOrigins: ['+']
        attributes:
          pkce.code.challenge.method: S256
        protocolMappers:
          - name: audience
            protocol: openid-connect
            protocolMapper: oidc-audience-mapper
            config: { included.client.audience: orders }
          - name: tenant
            protocol: openid-connect
            protocolMapper: oidc-hardcoded-claim-mapper
            config: { claim.name: tenantId, claim.value: tenant-1 }
`,
    },
  },
  {
    id: 'no-template',
    title: 'a service of the same form that no template has made',
    caseName: 'orders',
    edits: withoutRecord,
  },
];
