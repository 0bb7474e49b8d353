import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-04',
  title: 'No configuration, script or document writes a credential down',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Configuration is read, copied and diffed by many more than may know a credential, and Git keeps it for ever.',
  remediation:
    'Replace the value by a reference to a secret that Vault or the database operator owns, and change the credential where it was used.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'configured-credential'),
});
