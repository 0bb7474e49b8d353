import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBusinessTable,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-15',
  title: 'No unique key tells one tenant or organisation what another has',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§4.1', '§5.1'],
    standards: ['OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A unique value that reaches across is an oracle: whoever inserts it learns from the refusal, or from ON CONFLICT, that somebody else has it, and can keep others from using it.',
  remediation:
    'Begin every primary key, unique key and exclusion with tenant_id and organization_id.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database).flatMap(table =>
        table.keys.flatMap(key => {
          if (key.kind === 'index') return [];
          const lacking = [
            table.tenantColumn,
            ...(isBusinessTable(table, state, database.model)
              ? [table.organizationColumn]
              : []),
          ].filter(
            (name): name is string =>
              name !== undefined && !key.columns.includes(name),
          );
          return lacking.length === 0
            ? []
            : [
                foundAt(
                  key.at ?? table.at,
                  `${table.label} ${key.name}`,
                  `${key.name} of ${
                    table.label
                  } does not contain ${lacking.join(' and ')}.`,
                ),
              ];
        }),
      ),
    ),
});
