import { defineControl } from '../../control/control';

export default defineControl({
  id: 'SUP-25',
  title: 'What the tree is built from can be understood',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A workflow, a lockfile or a package.json that cannot be read is one that none of the controls has judged.',
  remediation: 'Mend the file; a lockfile is written anew by npm install.',
  needs: ['supply'],
  evaluate: ({ supply }) =>
    supply.problems.map(problem => ({ ...problem, subject: 'unreadable' })),
});
