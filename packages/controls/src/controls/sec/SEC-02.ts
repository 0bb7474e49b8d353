import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-02',
  title: 'No token of a known issuer lies in the tree',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A token in a repository is found within minutes by those who look for its form, and works until somebody revokes it.',
  remediation:
    'Revoke the token, take it out, and read its successor from a file that an ExternalSecret mounts.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'issued-token'),
});
