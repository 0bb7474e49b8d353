import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-24',
  title: 'No publication carries rows of tenants out of the database',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Logical replication reads past row-level security: a subscriber gets the rows of every tenant.',
  remediation:
    'Drop the publication; events leave by the outbox, and projections by their explicit list of fields.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state => {
      const tables = tenantTables(state, database);
      return state.publications.flatMap(publication => {
        const carried = tables.filter(
          ({ label, schema }) =>
            publication.allTables ||
            publication.schemas.includes(schema) ||
            publication.tables.some(table => table.label === label),
        );
        return carried.length === 0 && !publication.allTables
          ? []
          : [
              foundAt(
                publication.at,
                publication.name,
                `The publication ${
                  publication.name
                } carries the rows of all tenants${
                  publication.allTables
                    ? ', of all tables that there are and will be'
                    : ` of ${carried.map(({ label }) => label).join(', ')}`
                }.`,
              ),
            ];
      });
    }),
});
