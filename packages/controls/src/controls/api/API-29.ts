import { defineControl } from '../../control/control';
import { codeFindings, distinct } from '../../facts/program/code-finding';
import { plaintextInCode, plaintextInDeployment } from './plaintext';

export default defineControl({
  id: 'API-29',
  title: 'Connections are encrypted, and their other end is proved',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.2'],
    standards: [
      'OWASP ASVS 5.0 V12.3.1',
      'OWASP ASVS 5.0 V12.3.2',
      'OWASP ASVS 5.0 V12.1.1',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever stands between two services reads tokens and rows where TLS is off, and answers in place of the other where certificates are not checked.',
  remediation:
    'Use https:// addresses and the certificate of the authority (caFile); never switch the check off. Plaintext is for loopback or a declared mesh.',
  needs: ['program'],
  evaluate: ({ program, tree }) => [
    ...codeFindings(program, plaintextInCode(program)),
    ...distinct(plaintextInDeployment(tree)),
  ],
});
