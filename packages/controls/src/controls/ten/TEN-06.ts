import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  openingsFor,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-06',
  title:
    'Every policy keeps what is read and what is written to the tenant of the caller',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Permissive policies add up: one that is true, that falls back when there is no context, that names a tenant, compares by pattern, or trusts a setting that any client can change, opens the table to every tenant.',
  remediation:
    'Test tenant_id = (SELECT app.tenant_id()) in USING and in WITH CHECK of every permissive policy; only the dispatcher may have another, on its own queue.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database).flatMap(table =>
        openingsFor(table, state, database.model, ({ tenant }) => tenant).map(
          ({ policy, role, side }) =>
            foundAt(
              policy.at,
              `${table.label} ${policy.name} ${role} ${side}`,
              `Policy ${policy.name} of ${table.label} lets ${role} ${
                side === 'read' ? 'see' : 'write'
              } rows of other tenants: ${
                (side === 'read'
                  ? policy.using
                  : policy.check ?? policy.using) ?? 'it tests nothing'
              }.`,
            ),
        ),
      ),
    ),
});
