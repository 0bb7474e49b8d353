import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBehindParent,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-05',
  title: 'Row-level security is forced on every table with rows of tenants',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.1', '§4.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without it the owner of the table, and every function and view that runs as the owner, sees the rows of all tenants.',
  remediation:
    'ALTER TABLE … FORCE ROW LEVEL SECURITY, in the migration that makes the table.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database)
        .filter(
          table => !table.forced && !isBehindParent(table, database.model),
        )
        .map(table =>
          foundAt(
            table.rowSecurityAt ?? table.at,
            table.label,
            `Row-level security is not forced on ${table.label}.`,
          ),
        ),
    ),
});
