import type { Mutant } from './mutant';

const workflow = '.github/workflows/ci.yml';

const replace = (from: string | RegExp, to: string) => (text: string) =>
  text.replace(from, to);

/** Artifacts that are overwritten, or that say of themselves what is not so. */
export const artifactMutants: readonly Mutant[] = [
  {
    id: 'migration-rewritten',
    title:
      'a policy is changed in a migration that databases have applied already',
    caseName: 'orders',
    edits: {
      'db/migrations/001.do.foundation.sql': text =>
        `${text}\nREVOKE INSERT ON app.audit_log FROM orders_app;\n`,
    },
    caughtBy: { control: 'ART-01' },
  },
  {
    id: 'migration-renumbered',
    title: 'a migration that databases have applied gets another number',
    caseName: 'orders',
    edits: {
      'db/migrations/002.do.orders.sql': null,
      'db/migrations/003.do.orders.sql': 'SELECT 1;\n',
    },
    caughtBy: { control: 'ART-01' },
  },
  {
    id: 'release-without-digest',
    title:
      'the record names the newest release instead of the one that made the tree',
    caseName: 'orders',
    edits: {
      '.ameide/scaffold.json': replace(
        /"digest": "sha256:[0-9a-f]{64}"/,
        '"digest": "latest"',
      ),
    },
    caughtBy: { control: 'ART-02' },
  },
  {
    id: 'contract-changed-alone',
    title: 'the contract asks for a role, the generated code does not',
    caseName: 'orders',
    edits: {
      'proto/ameide/orders/v1/orders.proto': text => `${text}\n// reviewed\n`,
    },
    caughtBy: { control: 'ART-03' },
  },
  {
    id: 'image-that-moves',
    title: 'CI moves a tag to every build',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        '          docker push "$IMAGE_REPOSITORY:$GITHUB_SHA"\n',
        '          docker push "$IMAGE_REPOSITORY:$GITHUB_SHA"\n          docker tag "$IMAGE_REPOSITORY:$GITHUB_SHA" "$IMAGE_REPOSITORY:latest"\n          docker push "$IMAGE_REPOSITORY:latest"\n',
      ),
    },
    caughtBy: { control: 'ART-04' },
  },
  {
    id: 'history-overwritten',
    title: 'CI forces its commit onto the branch',
    caseName: 'orders',
    edits: {
      [workflow]: replace(
        'git push origin HEAD:main',
        'git push origin +HEAD:main',
      ),
    },
    caughtBy: { control: 'ART-04' },
  },
];
