import { defineControl } from '../../control/control';
import { at, clientsOf, eachRealm, hasStandardFlow } from './realm-values';

/** What is wrong with an address that a browser is sent to. */
function weakness(address: string): string | undefined {
  if (address === '+') return undefined;
  if (address.includes('*')) return 'has a wildcard';
  if (address.startsWith('/'))
    return 'is relative to whatever host it is asked by';
  if (
    /^http:\/\/(?!(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))/i.test(address)
  ) {
    return 'is without TLS';
  }
  return /^(?:javascript|data|file|vbscript):/i.test(address)
    ? 'is no address'
    : undefined;
}

export default defineControl({
  id: 'IDP-01',
  title: 'Codes and tokens are sent to exact addresses only',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§4.2', '§6'],
    standards: ['RFC 9700 2.1', 'OWASP ASVS 5.0 V10.4.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'With a wildcard, a page that an attacker can place anywhere below it receives the code of whoever follows a link.',
  remediation: 'List each redirect address in full, with https.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm =>
      clientsOf(realm).flatMap(client => {
        const redirects = (at(client.value, 'redirectUris')?.items ?? []).map(
          one => ({ ...one, what: 'redirect' }),
        );
        const logout = at(
          client.value,
          'attributes',
          'post.logout.redirect.uris',
        );
        const logouts = (logout?.text ?? '').split('##').map(text => ({
          text,
          line: logout?.line ?? client.value.line,
          what: 'redirect after signing out',
        }));
        const origins = (at(client.value, 'webOrigins')?.items ?? [])
          .filter(
            ({ text }) => text?.includes('*') || text?.startsWith('http:'),
          )
          .map(one => ({ ...one, what: 'origin' }));
        const all = hasStandardFlow(client)
          ? [...redirects, ...logouts]
          : logouts;
        return [...all, ...origins].flatMap(({ text = '', line, what }) => {
          const why = text === '' ? undefined : weakness(text);
          return why === undefined
            ? []
            : [
                {
                  message: `The ${what} ${text} of ${client.id} ${why}.`,
                  line,
                  subject: `${client.id} ${what} ${text}`,
                },
              ];
        });
      }),
    ),
});
