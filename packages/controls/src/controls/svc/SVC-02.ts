import { defineControl } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';

export default defineControl({
  id: 'SVC-02',
  title: 'What the service says about itself can be read',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A description that no tool reads is as good as none, and a record that no tool reads hides what the service has lost.',
  remediation: `Mend the file; the schema of ${DESCRIPTION_FILE} has no keys but the documented ones.`,
  needs: ['metadata'],
  evaluate: ({ metadata }) => metadata.problems,
});
