import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isTable,
  partOf,
} from '../../facts/database/access';
import type { Relation, RoleModel } from '../../facts/database/database';

/** Whether reading the column is part of a role's own work on its rows. */
function sees(table: Relation, role: string, model: RoleModel): boolean {
  switch (partOf(role, model)) {
    case 'runtime':
    case 'tenant-wide':
      return true;
    case 'dispatcher':
      // The queue's own sender has to know for whom it sends.
      return table.columns.some(
        ({ name, grants }) =>
          name !== table.tenantColumn &&
          name !== table.organizationColumn &&
          grants.some(
            ({ grantee, privilege }) =>
              grantee === role && privilege === 'UPDATE',
          ),
      );
    default:
      return false;
  }
}

export default defineControl({
  id: 'DBR-14',
  title: 'No right is given on a tenant column alone',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A right on the tenant column is for one thing: to read which tenants there are, to reference them, or to move rows between them.',
  remediation:
    'Grant the columns that the role works with, and not the tenant or the organisation.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations }) =>
      relations.filter(isTable).flatMap(table =>
        table.columns
          .filter(
            ({ name }) =>
              name === table.tenantColumn || name === table.organizationColumn,
          )
          .flatMap(({ name, grants }) =>
            grants
              .filter(
                ({ grantee, privilege }) =>
                  grantee !== database.model.owner &&
                  // To insert a row takes the right on each of its columns.
                  privilege !== 'INSERT' &&
                  !(
                    privilege === 'SELECT' &&
                    sees(table, grantee, database.model)
                  ),
              )
              .map(({ grantee, privilege, at }) =>
                foundAt(
                  at,
                  `${table.label}.${name} ${grantee} ${privilege}`,
                  `${grantee} may ${privilege} on the column ${name} of ${table.label}.`,
                ),
              ),
          ),
      ),
    ),
});
