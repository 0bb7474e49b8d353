import { defineControl } from '../../control/control';
import { at, clientsOf, eachRealm } from './realm-values';

const WEAK = /^(?:none|HS\d{3}|RS1|unsigned)$/i;

export default defineControl({
  id: 'IDP-11',
  title: 'Tokens are signed with a private key, checked, and carried over TLS',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.2', '§6'],
    standards: ['RFC 8725 3.1', 'RFC 9068 4', 'OWASP ASVS 5.0 V12.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A token with a shared key, or none, can be made by whoever checks it; without TLS it can be copied on its way.',
  remediation:
    'Sign with RS256, PS256, ES256 or EdDSA; verify what other providers sign; set sslRequired to external or all.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm => {
      const { root } = realm;
      const algorithms = [
        { what: 'the realm', value: at(root, 'defaultSignatureAlgorithm') },
        ...clientsOf(realm).flatMap(({ id, value }) =>
          [
            'access.token.signed.response.alg',
            'id.token.signed.response.alg',
            'user.info.response.signature.alg',
            'request.object.signature.alg',
          ].map(key => ({
            what: `${key} of ${id}`,
            value: at(value, 'attributes', key),
          })),
        ),
      ];
      const ssl = at(root, 'sslRequired');
      return [
        ...algorithms
          .filter(({ value }) => WEAK.test(value?.text ?? ''))
          .map(({ what, value }) => ({
            message: `The algorithm of ${what} is ${value?.text}.`,
            line: value?.line ?? root.line,
            subject: `algorithm ${what}`,
          })),
        ...(ssl?.text?.toLowerCase() === 'none'
          ? [
              {
                message: 'Passwords and tokens may travel without TLS.',
                line: ssl.line,
                subject: 'sslRequired',
              },
            ]
          : []),
        ...(at(root, 'identityProviders')?.items ?? [])
          .filter(provider =>
            ['validateSignature', 'wantAssertionsSigned'].some(
              key => at(provider, 'config', key)?.text === 'false',
            ),
          )
          .map(provider => ({
            message: `What ${
              at(provider, 'alias')?.text ?? ''
            } signs is not checked.`,
            line: (at(provider, 'config', 'validateSignature') ?? provider)
              .line,
            subject: `validateSignature ${at(provider, 'alias')?.text ?? ''}`,
          })),
      ];
    }),
});
