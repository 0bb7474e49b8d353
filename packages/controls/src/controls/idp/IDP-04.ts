import { defineControl } from '../../control/control';
import { at, eachRealm, isOn, mappersOf } from './realm-values';
import { userProfileOf } from './user-profile';

/** Claims that decide what somebody may see and do. */
const DECIDING =
  /^(?:tenant_?id|organization_?id|org_?id|roles?|groups?|realm_access(?:\..*)?|resource_access(?:\..*)?|scope)$/i;

export default defineControl({
  id: 'IDP-04',
  title: 'Nobody can write the claims that decide over their own access',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§4.1', '§3.1'],
    standards: ['OWASP API Security Top 10 2023 API5'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tenant that is read from an attribute which its user may edit is whichever tenant the user likes.',
  remediation:
    'Let the user profile give edit of the attribute to admin alone, leave unmanaged attributes off, and map one string.',
  needs: ['realms'],
  evaluate: ({ realms }) =>
    eachRealm(realms, realm => {
      const profile = userProfileOf(realm);
      return mappersOf(realm).flatMap(({ owner, mapper }) => {
        const claim = at(mapper, 'config', 'claim.name')?.text ?? '';
        if (!DECIDING.test(claim.replace(/\\\./g, '.'))) return [];
        const kind = at(mapper, 'protocolMapper')?.text ?? '';
        const name = at(mapper, 'name')?.text ?? claim;
        const line = (at(mapper, 'config', 'claim.name') ?? mapper).line;
        const finding = (why: string, about: string) => ({
          message: `${claim} of ${owner} ${why}.`,
          line,
          subject: `${owner} ${name} ${about}`,
        });
        const attribute = at(mapper, 'config', 'user.attribute')?.text;
        const found = [];
        if (
          kind === 'oidc-usermodel-attribute-mapper' &&
          attribute !== undefined
        ) {
          if (profile === undefined) {
            found.push(
              finding(
                `comes from ${attribute}, and no user profile says who may change it`,
                'profile',
              ),
            );
          } else if (profile.editableByUsers.has(attribute)) {
            found.push(
              finding(
                `comes from ${attribute}, which users may change`,
                'editable',
              ),
            );
          } else if (
            !profile.managed.has(attribute) &&
            profile.unmanagedByUsers
          ) {
            found.push(
              finding(
                `comes from ${attribute}, which users may add`,
                'unmanaged',
              ),
            );
          }
          if (
            /^(?:tenant|org)/i.test(claim) &&
            isOn(at(mapper, 'config', 'multivalued'))
          ) {
            found.push(finding('may have several values', 'multivalued'));
          }
        } else if (kind === 'oidc-usermodel-property-mapper') {
          found.push(
            finding(
              'comes from a property of the account that its user may change',
              'property',
            ),
          );
        } else if (/script/.test(kind)) {
          found.push(finding('is computed by a script', 'script'));
        } else if (
          kind === 'oidc-claims-param-token-mapper' ||
          kind === 'oidc-claims-param-value-idtoken-mapper'
        ) {
          found.push(finding('is whatever the request asks for', 'parameter'));
        }
        return found;
      });
    }),
});
