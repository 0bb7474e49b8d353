import { defineControl } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';

export default defineControl({
  id: 'SVC-01',
  title: 'The service says where the platform finds what it evaluates',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without a description, what lies at an unusual place is found by guessing or not at all.',
  remediation: `Write ${DESCRIPTION_FILE}: the kind, and where migrations, roles, contracts and overlays are.`,
  needs: ['metadata'],
  evaluate: ({ metadata }) =>
    metadata.description === undefined
      ? [
          {
            message: `There is no ${DESCRIPTION_FILE}.`,
            subject: 'description',
          },
        ]
      : [],
});
