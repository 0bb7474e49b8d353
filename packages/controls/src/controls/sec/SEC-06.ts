import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-06',
  title: 'Code that misses a secret stops instead of taking a built-in one',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§5.2', '§9'],
    standards: ['OWASP ASVS 5.0 V13.3.1', 'CWE-1392'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'One forgotten setting, and production runs with a credential that everybody can read in the source.',
  remediation:
    'Refuse to start when the secret is missing; name the setting in the message.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'fallback'),
});
