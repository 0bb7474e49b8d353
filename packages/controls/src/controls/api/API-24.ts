import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import { laxVerifications } from './token-verification';

export default defineControl({
  id: 'API-24',
  title: 'Tokens are verified by the chain, or as strictly',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§4.1', '§4.2', '§6'],
    standards: [
      'RFC 8725 3.1',
      'RFC 8725 3.8',
      'RFC 8725 3.11',
      'RFC 9068 4',
      'OWASP ASVS 5.0 V9.1.1',
      'OWASP ASVS 5.0 V9.2.1',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A good library with issuer and audience still takes a token without expiry, of another type, or ten years old; decoding is no verification at all.',
  remediation:
    "Leave tokens to the SDK's chain. Where one must be verified otherwise, use jose's jwtVerify with issuer, audience, algorithms, typ, maxTokenAge and requiredClaims ['exp', 'iat', 'sub'].",
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      runtimeFiles(program).flatMap(file => laxVerifications(program, file)),
    ),
});
