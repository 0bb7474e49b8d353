import { createHash } from 'node:crypto';
import { defineControl } from '../../control/control';
import type { SourceTree } from '../../source/source-tree';
import { scaffoldRecord } from '../sup/scaffold-record';

/** An image that CI has written into an overlay: what it holds has run, and its migrations with it. */
const BUILT = /@sha256:[0-9a-f]{64}|\bdigest: ["']?sha256:[0-9a-f]{64}/;

function isBuilt({ files }: SourceTree): boolean {
  return [...files].some(
    ([file, content]) =>
      /\.ya?ml$/.test(file) &&
      !file.startsWith('.github/') &&
      content.length < 500_000 &&
      BUILT.test(Buffer.from(content).toString('utf8')),
  );
}

export default defineControl({
  id: 'ART-01',
  title: 'A migration that databases have applied is never changed',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§2.4'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A database that has the old one never sees the change: the policy that the file shows is not the policy that protects the rows.',
  remediation:
    'Put the file back as it was and write what changes into a new migration.',
  needs: ['metadata'],
  evaluate: ({ tree, metadata }) => {
    const record = scaffoldRecord(tree);
    if (record === undefined) {
      return { notApplicable: 'No template has made this tree.' };
    }
    if (!isBuilt(tree)) {
      return {
        notApplicable:
          'No image has been built yet, so no database has applied a migration.',
      };
    }
    // What cannot be read is found by ART-02.
    if ('unreadable' in record) return [];
    const folder =
      metadata.description?.database?.migrations ?? 'db/migrations';
    return Object.entries(record.files).flatMap(([file, digest]) => {
      if (!file.startsWith(`${folder}/`) && !/^db\/migrations\//.test(file)) {
        return [];
      }
      const content = tree.files.get(file);
      if (content === undefined) {
        return [
          {
            message: `The migration ${file} is gone.`,
            subject: file,
          },
        ];
      }
      return createHash('sha256').update(content).digest('hex') === digest
        ? []
        : [
            {
              message: `${file} is not the migration that release ${record.template.version} of the template has made.`,
              file,
              subject: 'migration',
            },
          ];
    });
  },
});
