import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBusinessTable,
  openingsFor,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-07',
  title:
    'Every policy of a business table keeps its rows to the organisation of the caller',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.1', '§4.1', '§5.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An organisation is a workspace of its own inside a tenant: without the test every member of one reads and writes the rows of all others.',
  remediation:
    'Test organization_id = (SELECT app.organization_id()) beside the tenant; methods that are declared tenant-wide read by a policy of their own for their own role.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database)
        .filter(
          table =>
            table.organizationColumn !== undefined &&
            isBusinessTable(table, state, database.model),
        )
        .flatMap(table =>
          openingsFor(
            table,
            state,
            database.model,
            // What leaves the tenant is told by TEN-06.
            ({ organization, tenant }) => organization || !tenant,
          )
            .filter(
              ({ role, command }) =>
                role !== database.model.tenantWide || command !== 'SELECT',
            )
            .map(({ policy, role, side }) =>
              foundAt(
                policy.at,
                `${table.label} ${policy.name} ${role} ${side}`,
                `Policy ${policy.name} of ${table.label} lets ${role} ${
                  side === 'read' ? 'see' : 'write'
                } rows of other organisations: ${
                  (side === 'read'
                    ? policy.using
                    : policy.check ?? policy.using) ?? 'it tests nothing'
                }.`,
              ),
            ),
        ),
    ),
});
