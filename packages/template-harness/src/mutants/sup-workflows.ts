import type { Mutant } from './mutant';
import { replace } from './text-edits';

const workflow = '.github/workflows/ci.yml';

/** Sabotages of what builds and tests a service. */
export const workflowMutants: readonly Mutant[] = [
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
    id: 'image-beside-the-tests',
    title: 'the image is pushed without waiting for the tests',
    caseName: 'orders',
    edits: { [workflow]: replace('    needs: test\n', '') },
    caughtBy: { control: 'SUP-30' },
  },
];
