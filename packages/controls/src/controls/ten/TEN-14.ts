import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBusinessTable,
  isDispatched,
  tenantTables,
} from '../../facts/database/access';
import type { Relation } from '../../facts/database/database';

function wanted(table: Relation): readonly string[] {
  return [table.tenantColumn, table.organizationColumn].flatMap(name =>
    name === undefined ? [] : [name],
  );
}

export default defineControl({
  id: 'TEN-14',
  title:
    'Every index of a business table leads with the columns of its policies',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§5.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Row-level security adds its tests to every statement: an index that does not lead with them makes a tenant wait for the rows of all others, and tells by its time how many there are.',
  remediation:
    'Lead primary keys, unique keys and indexes with tenant_id, organization_id.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database)
        .filter(
          table =>
            isBusinessTable(table, state, database.model) &&
            !isDispatched(table, database.model),
        )
        .flatMap(table =>
          table.keys
            .filter(({ columns, kind }) => {
              const lead = columns.slice(0, wanted(table).length);
              const held = wanted(table).every(name => columns.includes(name));
              // A key without the columns at all is told by TEN-15.
              return (
                !wanted(table).every(name => lead.includes(name)) &&
                (kind === 'index' || held)
              );
            })
            .map(key =>
              foundAt(
                key.at ?? table.at,
                `${table.label} ${key.name}`,
                `${key.name} of ${table.label} does not lead with ${wanted(
                  table,
                ).join(', ')}.`,
              ),
            ),
        ),
    ),
});
