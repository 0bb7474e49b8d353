import { defineControl } from '../../control/control';
import { foundAt, inEachState, isIdle } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-03',
  title:
    'No role can take on the rights of another, but the runtime those of the tenant-wide role',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A member of the owner, of a role that bypasses row-level security or of one of the predefined roles that read everything becomes it by one SET ROLE, directly or by way of others.',
  remediation:
    'REVOKE the membership. The runtime role, NOINHERIT, may be a member of the tenant-wide role and of nothing else.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      state.memberships
        .filter(
          ({ member, group, admin }) =>
            admin ||
            !(
              member === database.model.runtime &&
              (group === database.model.tenantWide ||
                isIdle(group, state, database.model))
            ),
        )
        .filter(({ member }) => member !== 'postgres')
        .map(({ member, group, admin, at }) =>
          foundAt(
            at,
            `${member} ${group}`,
            `${member} is a member of ${group}${
              admin ? ' and may let others in' : ''
            }.`,
          ),
        ),
    ),
});
