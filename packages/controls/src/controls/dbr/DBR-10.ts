import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-10',
  title:
    'Roles that methods switch to cannot log in, and what they may is not inherited',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A role that reads across organisations must count only in the method that takes it on: a runtime role that inherits has its rights in every statement, and one that logs in needs no method at all.',
  remediation:
    'NOLOGIN for the tenant-wide role, NOINHERIT for the runtime role.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ roles, memberships }) => {
      const { tenantWide, runtime } = database.model;
      return [
        ...roles
          .filter(({ name, logsIn }) => name === tenantWide && logsIn)
          .map(({ name, at }) => foundAt(at, name, `${name} can log in.`)),
        ...memberships
          .filter(
            ({ member, group, inherits }) =>
              member === runtime && group === tenantWide && inherits,
          )
          .map(({ member, group, at }) =>
            foundAt(
              at,
              `${member} ${group}`,
              `${member} has the rights of ${group} in every statement.`,
            ),
          ),
      ];
    }),
});
