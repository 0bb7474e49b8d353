import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

/** Whom the schema public belongs to in a new database. */
const SYSTEM_OWNERS = new Set(['pg_database_owner']);

export default defineControl({
  id: 'DBR-02',
  title:
    'The owner of the tables is a role of its own, and nobody else owns anything',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Who owns a table can switch its row-level security off, so the service must not run as the owner, and nothing may belong to the role that it runs as.',
  remediation:
    'Create the objects in migrations that the owner applies; name two different roles.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ schemas, relations, routines }) => {
      const { model } = database;
      const same = [model.runtime, model.dispatcher, model.tenantWide].flatMap(
        (role, index, all) =>
          role !== undefined &&
          (role === model.owner || all.indexOf(role) !== index)
            ? [role]
            : [],
      );
      const objects = [
        ...schemas.map(({ name, owner, at }) => ({
          label: `schema ${name}`,
          owner,
          at,
        })),
        ...relations.map(({ label, owner, at }) => ({ label, owner, at })),
        ...routines.map(({ label, owner, at }) => ({ label, owner, at })),
      ];
      return [
        ...[...new Set(same)].map(role =>
          foundAt(
            undefined,
            role,
            `The role ${role} serves for two things that must be apart.`,
          ),
        ),
        ...objects
          .filter(
            ({ owner, at }) =>
              owner !== model.owner &&
              at !== undefined &&
              !SYSTEM_OWNERS.has(owner),
          )
          .map(({ label, owner, at }) =>
            foundAt(
              at,
              label,
              `${label} belongs to ${owner}, not to ${model.owner}.`,
            ),
          ),
      ];
    }),
});
