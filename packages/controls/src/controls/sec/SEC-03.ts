import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-03',
  title: 'No address holds a password',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A connection string is copied as a whole, into logs and error messages too, and its password goes with it.',
  remediation:
    'Keep the address in configuration without a password, and read the password from a mounted file.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'password-in-address'),
});
