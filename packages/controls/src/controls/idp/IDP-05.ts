import { defineControl } from '../../control/control';
import {
  at,
  clientsOf,
  eachRealm,
  isOn,
  type RealmClient,
} from './realm-values';
import type { Realm } from '../../facts/realms/realms';
import type { PlacedValue } from '../../facts/yaml-cursor';

function addsAudience(owner: PlacedValue): boolean {
  return (at(owner, 'protocolMappers')?.items ?? []).some(mapper => {
    const named =
      at(mapper, 'config', 'included.client.audience')?.text ??
      at(mapper, 'config', 'included.custom.audience')?.text;
    return (
      at(mapper, 'protocolMapper')?.text === 'oidc-audience-mapper' &&
      named !== undefined &&
      named !== '' &&
      at(mapper, 'config', 'access.token.claim')?.text !== 'false'
    );
  });
}

function scopesOf(realm: Realm, { value }: RealmClient): PlacedValue[] {
  const names = new Set(
    (
      at(value, 'defaultClientScopes')?.items ??
      at(realm.root, 'defaultDefaultClientScopes')?.items ??
      []
    ).map(({ text }) => text),
  );
  return (at(realm.root, 'clientScopes')?.items ?? []).filter(scope =>
    names.has(at(scope, 'name')?.text),
  );
}

export default defineControl({
  id: 'IDP-05',
  title: 'Every access token says for which service it is',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§4.2', '§2.3'],
    standards: ['RFC 9068 2.2', 'OWASP ASVS 5.0 V9.2.3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A token without its audience is taken by every service that forgets to ask, and one service can use it against another.',
  remediation:
    'Add an oidc-audience-mapper with the service as its audience to the client, or to one of its default scopes.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm =>
      clientsOf(realm)
        .filter(({ value }) => !isOn(at(value, 'bearerOnly')))
        .filter(
          client =>
            !addsAudience(client.value) &&
            !scopesOf(realm, client).some(addsAudience),
        )
        .map(({ id, value }) => ({
          message: `Tokens of ${id} name no audience.`,
          line: (at(value, 'clientId') ?? value).line,
          subject: id,
        })),
    ),
});
