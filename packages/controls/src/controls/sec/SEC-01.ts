import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-01',
  title: 'No private key lies in the tree',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever can read the repository, or any copy of it that was ever made, can sign or decrypt as the service.',
  remediation:
    'Take the key out, replace it where it was used, and let cert-manager or Vault hand the new one to the pod as a file.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'private-key'),
});
