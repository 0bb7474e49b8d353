import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

export default defineControl({
  id: 'SEC-08',
  title: 'No hash of a password lies in the tree',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§5.2', '§9'], standards: ['OWASP ASVS 5.0 V11.4.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale: 'A hash can be guessed against at leisure by anybody who has it.',
  remediation:
    'Let the identity provider or the database operator keep verifiers; seed no user with one.',
  needs: ['secrets'],
  evaluate: ({ secrets }) => secretFindings(secrets, 'password-hash'),
});
