import { createHash } from 'node:crypto';
import { defineControl } from '../../control/control';
import { scaffoldRecord } from '../sup/scaffold-record';

export default defineControl({
  id: 'ART-01',
  title: 'A migration that a release has made is never changed',
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
