import { defineControl } from '../../control/control';
import type { PlacedValue } from '../../facts/yaml-cursor';
import { at, eachRealm } from './realm-values';

/** What Keycloak writes in place of a secret, and what a deployment fills in. */
function isLeftOut(text: string | undefined): boolean {
  return (
    text === undefined ||
    text === '' ||
    /^\*+$/.test(text) ||
    /^\$\{[^}]{1,200}\}$/.test(text) ||
    /^\$\([\w.-]{1,200}\)$/.test(text)
  );
}

interface Place {
  readonly what: string;
  readonly value: PlacedValue | undefined;
}

export default defineControl({
  id: 'IDP-09',
  title: 'No realm brings secrets, passwords or keys with it',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.2'],
    standards: ['OWASP ASVS 5.0 V13.3.1', 'CWE-798'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever reads the file is that client, that user, or the issuer itself, in every environment that imports it.',
  remediation:
    'Write ${…} and fill it from Vault, or leave the secret out: Keycloak draws one. Let Keycloak make the keys.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, ({ root }) => {
      const places: Place[] = [
        ...(at(root, 'clients')?.items ?? []).flatMap(client => {
          const id = at(client, 'clientId')?.text ?? '';
          return [
            { what: `the secret of ${id}`, value: at(client, 'secret') },
            {
              what: `the registration token of ${id}`,
              value: at(client, 'registrationAccessToken'),
            },
          ];
        }),
        ...(at(root, 'users')?.items ?? []).flatMap(user =>
          (at(user, 'credentials')?.items ?? []).flatMap(
            (credential, index) => {
              const name = at(user, 'username')?.text ?? '';
              return ['value', 'secretData', 'hashedSaltedValue'].map(key => ({
                what: `a credential (${index + 1} ${key}) of ${name}`,
                value: at(credential, key),
              }));
            },
          ),
        ),
        ...(at(root, 'identityProviders')?.items ?? []).map(provider => ({
          what: `the secret of the identity provider ${
            at(provider, 'alias')?.text ?? ''
          }`,
          value: at(provider, 'config', 'clientSecret'),
        })),
        {
          what: 'the password of the mail server',
          value: at(root, 'smtpServer', 'password'),
        },
        { what: 'the private key of the realm', value: at(root, 'privateKey') },
        ...[...(at(root, 'components')?.members?.entries() ?? [])].flatMap(
          ([kind, { items = [] }]) =>
            items.flatMap((component, index) =>
              [
                'privateKey',
                'secret',
                'bindCredential',
                'keystorePassword',
                'keyPassword',
              ].map(key => ({
                what: `${key} of component ${index + 1} of ${kind}`,
                value: at(component, 'config', key)?.items?.[0],
              })),
            ),
        ),
      ];
      return places
        .filter(({ value }) => !isLeftOut(value?.text))
        .map(({ what, value }) => ({
          message: `The realm brings ${what}.`,
          line: value?.line ?? root.line,
          subject: what,
        }));
    }),
});
