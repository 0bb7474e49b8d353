import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-06',
  title: 'Nobody but the owner creates objects',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Who may create in a schema puts functions and tables of its own under names that others call, and keeps tables that no policy covers.',
  remediation:
    'Grant USAGE on schemas, never CREATE; REVOKE CREATE from PUBLIC.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ schemas, databaseGrants }) => {
      const { owner } = database.model;
      return [
        ...schemas.flatMap(({ name, grants, at }) =>
          grants
            .filter(
              ({ grantee, privilege }) =>
                privilege === 'CREATE' && grantee !== owner,
            )
            .map(grant =>
              foundAt(
                grant.at ?? at,
                `${name} ${grant.grantee}`,
                `${grant.grantee} may create objects in the schema ${name}.`,
              ),
            ),
        ),
        ...databaseGrants
          .filter(
            ({ grantee, privilege }) =>
              privilege === 'CREATE' && grantee !== owner,
          )
          .map(({ grantee, at }) =>
            foundAt(
              at,
              `database ${grantee}`,
              `${grantee} may create schemas in the database.`,
            ),
          ),
      ];
    }),
});
