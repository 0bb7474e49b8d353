import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isBusinessTable,
  tenantTables,
} from '../../facts/database/access';
import type { Column } from '../../facts/database/database';

const TEXT = /^(?:text|character varying|uuid)/;

function faultsOf(column: Column, optional: boolean): readonly string[] {
  return [
    ...(column.notNull || optional ? [] : ['may be null']),
    ...(column.refusesEmpty ? [] : ['may be the empty string']),
    ...(column.defaultValue === undefined
      ? []
      : [`has the default ${column.defaultValue}`]),
    ...(column.generated ? ['is generated'] : []),
    ...(TEXT.test(column.baseType) ? [] : [`is ${column.baseType}, not text`]),
    ...(column.deterministic
      ? []
      : ['has a collation that takes different strings for equal']),
  ];
}

export default defineControl({
  id: 'TEN-03',
  title:
    'No row can be without a tenant or organisation, or be given one by default',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A null or empty tenant belongs to nobody or, after one mistake in a policy, to everybody; a default files the rows of a caller without context under somebody; a collation that takes different strings for equal takes two tenants for one.',
  remediation:
    "Declare both columns text NOT NULL CHECK (… <> ''), without a default and with the database's own collation.",
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database).flatMap(table =>
        table.columns
          .filter(
            ({ name }) =>
              name === table.tenantColumn || name === table.organizationColumn,
          )
          .flatMap(column => {
            const optional =
              column.name === table.organizationColumn &&
              !isBusinessTable(table, state, database.model);
            const faults = faultsOf(column, optional);
            return faults.length === 0
              ? []
              : [
                  foundAt(
                    column.at ?? table.at,
                    `${table.label}.${column.name}`,
                    `${table.label}.${column.name} ${faults.join(', ')}.`,
                  ),
                ];
          }),
      ),
    ),
});
