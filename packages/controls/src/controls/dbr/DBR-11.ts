import { defineControl } from '../../control/control';
import { foundAt, inEachState, rightsOn } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-11',
  title: 'No role may pass its rights on',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A right WITH GRANT OPTION spreads without a migration and without a review.',
  remediation: 'Grant without GRANT OPTION.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations, routines, schemas, databaseGrants }) =>
      [
        ...relations.map(relation => ({
          label: relation.label,
          grants: rightsOn(relation),
          at: relation.at,
        })),
        ...routines.map(({ label, grants, at }) => ({ label, grants, at })),
        ...schemas.map(({ name, grants, at }) => ({
          label: `schema ${name}`,
          grants,
          at,
        })),
        { label: 'the database', grants: databaseGrants, at: undefined },
      ].flatMap(({ label, grants, at }) =>
        grants
          .filter(
            ({ grantable, grantee }) =>
              grantable && grantee !== database.model.owner,
          )
          .map(grant =>
            foundAt(
              grant.at ?? at,
              `${label} ${grant.grantee} ${grant.privilege}`,
              `${grant.grantee} may pass ${grant.privilege} on ${label} on to others.`,
            ),
          ),
      ),
    ),
});
