import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBehindParent,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-04',
  title: 'Row-level security is enabled on every table with rows of tenants',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without it every statement of the service sees the rows of all tenants; policies alone, on a table that does not enable them, do nothing.',
  remediation:
    'ALTER TABLE … ENABLE ROW LEVEL SECURITY, in the migration that makes the table.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database)
        .filter(
          table => !table.rowSecurity && !isBehindParent(table, database.model),
        )
        .map(table =>
          foundAt(
            table.rowSecurityAt ?? table.at,
            table.label,
            `Row-level security is not enabled on ${table.label}.`,
          ),
        ),
    ),
});
