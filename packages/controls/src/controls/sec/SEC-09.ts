import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-09',
  title: 'No file is kept that exists to hold credentials',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Such a file is filled in sooner or later, and by then it is under version control.',
  remediation:
    'Delete it, change what it held, and list its name in .gitignore; keep an .example beside the documentation.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'credential-file'),
});
