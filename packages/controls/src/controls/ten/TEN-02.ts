import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBusinessTable,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-02',
  title:
    'Every table with rows of tenants names the tenant and the organisation of each row',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1', '§5.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A row that does not say whose it is cannot be kept from others by the database, and a table written by the service without a tenant mixes the data of all.',
  remediation:
    'Give the table tenant_id and organization_id, both text NOT NULL, and lead its keys with them.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database).flatMap(table => {
        const lacking = [
          ...(table.tenantColumn === undefined ? ['a tenant'] : []),
          ...(table.organizationColumn === undefined &&
          isBusinessTable(table, state, database.model)
            ? ['an organisation']
            : []),
        ];
        return lacking.length === 0
          ? []
          : [
              foundAt(
                table.at,
                table.label,
                `${
                  table.label
                } holds rows of tenants and has no column for ${lacking.join(
                  ' and ',
                )}.`,
              ),
            ];
      }),
    ),
});
