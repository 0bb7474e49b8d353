import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-05',
  title: 'No code writes a credential down',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§5.2', '§9'],
    standards: ['OWASP ASVS 5.0 V13.3.1', 'CWE-798'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A credential in code is in every image, every source map and every clone, and cannot be changed without a release.',
  remediation:
    'Read it from a mounted file, and change the credential where it was used.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'credential-in-code'),
});
