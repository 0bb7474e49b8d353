import { defineControl } from '../../control/control';
import { at, clientsOf, eachRealm, isOn } from './realm-values';

/** Roles of Keycloak itself with which a service becomes anybody. */
const POWERFUL =
  /^(?:realm-admin|admin|create-realm|impersonation|manage-(?:realm|users|clients|identity-providers|authorization|events)|create-client)$/;

export default defineControl({
  id: 'IDP-06',
  title: 'No client and no service account may do more than it needs',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§3.1', '§4.2'],
    standards: ['RFC 9700 2.3', 'OWASP ASVS 5.0 V10.2.3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A service account that manages users can give itself every tenant; a client with full scope carries every role of whoever signs in.',
  remediation:
    'Give service accounts the role service of what they call, and set fullScopeAllowed to false.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm => {
      const accounts = (at(realm.root, 'users')?.items ?? []).filter(
        user => at(user, 'serviceAccountClientId') !== undefined,
      );
      const powerful = accounts.flatMap(user => {
        const id = at(user, 'serviceAccountClientId')?.text ?? '';
        const roles = [
          ...(at(user, 'realmRoles')?.items ?? []),
          ...[...(at(user, 'clientRoles')?.members?.values() ?? [])].flatMap(
            ({ items }) => items ?? [],
          ),
        ];
        return roles
          .filter(({ text = '' }) => POWERFUL.test(text))
          .map(({ text, line }) => ({
            message: `The service account of ${id} has the role ${text}.`,
            line,
            subject: `${id} ${text}`,
          }));
      });
      const wide = clientsOf(realm)
        .filter(({ value }) => isOn(at(value, 'fullScopeAllowed')))
        .map(({ id, value }) => ({
          message: `Tokens of ${id} carry every role of whoever signs in.`,
          line: at(value, 'fullScopeAllowed')?.line ?? value.line,
          subject: `${id} fullScopeAllowed`,
        }));
      return [...powerful, ...wide];
    }),
});
