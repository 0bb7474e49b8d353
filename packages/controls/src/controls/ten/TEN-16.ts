import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBusinessTable,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-16',
  title: 'No foreign key leads from one tenant or organisation into another',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§4.1', '§5.1'],
    standards: ['OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'PostgreSQL checks references past row-level security: a key without the tenant accepts, and so confirms, the id of a row of somebody else.',
  remediation:
    'Reference (tenant_id, organization_id, id) by the same columns, and leave the constraint enforced.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state => {
      const tables = tenantTables(state, database);
      return tables.flatMap(table =>
        table.foreignKeys.flatMap(key => {
          const target = tables.find(({ label }) => label === key.references);
          if (target === undefined) return [];
          const pairs = new Map(
            key.columns.map((name, index) => [
              name,
              key.referencedColumns[index],
            ]),
          );
          const lacking = [
            [table.tenantColumn, target.tenantColumn],
            ...(isBusinessTable(table, state, database.model)
              ? [[table.organizationColumn, target.organizationColumn]]
              : []),
          ].flatMap(([own, other]) =>
            own !== undefined && other !== undefined && pairs.get(own) !== other
              ? [own]
              : [],
          );
          const faults = [
            ...(lacking.length === 0
              ? []
              : [`does not contain ${lacking.join(' and ')}`]),
            ...(key.enforced ? [] : ['is not enforced']),
          ];
          return faults.length === 0
            ? []
            : [
                foundAt(
                  key.at ?? table.at,
                  `${table.label} ${key.name}`,
                  `${key.name} from ${table.label} to ${
                    target.label
                  } ${faults.join(' and ')}.`,
                ),
              ];
        }),
      );
    }),
});
