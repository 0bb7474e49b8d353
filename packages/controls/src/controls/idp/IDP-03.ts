import { defineControl } from '../../control/control';
import { at, clientsOf, eachRealm, hasStandardFlow } from './realm-values';

export default defineControl({
  id: 'IDP-03',
  title: 'Every code is bound to the browser that asked for it',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§4.2'],
    standards: ['RFC 9700 2.1.1', 'RFC 7636', 'OWASP ASVS 5.0 V10.4.6'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without PKCE, a code that leaks on its way is a session for whoever has it.',
  remediation:
    'Set the attribute pkce.code.challenge.method of the client to S256.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm =>
      clientsOf(realm)
        .filter(hasStandardFlow)
        .filter(
          ({ value }) =>
            at(value, 'attributes', 'pkce.code.challenge.method')?.text !==
            'S256',
        )
        .map(({ id, value }) => ({
          message: `${id} does not have to prove that it asked for a code.`,
          line: (
            at(value, 'attributes', 'pkce.code.challenge.method') ??
            at(value, 'clientId') ??
            value
          ).line,
          subject: id,
        })),
    ),
});
