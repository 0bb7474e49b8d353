import { defineControl } from '../../control/control';
import { at, clientsOf, eachRealm, isOn } from './realm-values';

const GRANTS = [
  { key: 'implicitFlowEnabled', what: 'the implicit grant' },
  { key: 'directAccessGrantsEnabled', what: 'the password grant' },
] as const;

export default defineControl({
  id: 'IDP-02',
  title: 'No client gets tokens by the implicit or the password grant',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§4.2'],
    standards: ['RFC 9700 2.1.2', 'RFC 9700 2.4', 'OWASP ASVS 5.0 V10.4.4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'One puts tokens into addresses and histories, the other teaches people to type their password anywhere and passes by every second factor.',
  remediation:
    'Use the authorisation code with PKCE for people, and a service account for services.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm =>
      clientsOf(realm).flatMap(({ id, value }) =>
        GRANTS.filter(({ key }) => isOn(at(value, key))).map(
          ({ key, what }) => ({
            message: `${id} may use ${what}.`,
            line: at(value, key)?.line ?? value.line,
            subject: `${id} ${key}`,
          }),
        ),
      ),
    ),
});
