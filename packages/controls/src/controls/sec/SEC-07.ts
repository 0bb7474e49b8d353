import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-07',
  title: 'No secret is hidden by an encoding or put together from pieces',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Base64 keeps a secret from nobody but from whoever looks for secrets.',
  remediation:
    'Take it out as if it stood there in plain text, and change it where it was used.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'encoded'),
});
