import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isMeant,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-18',
  title: 'No copy of rows of tenants lies outside row-level security',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A materialised view, or a table that a statement fills from others, holds the rows of all tenants and knows no policy.',
  remediation:
    'Use a plain view with security_invoker, or a table with tenant columns and policies of its own.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state => {
      const tables = tenantTables(state, database);
      const labels = new Set(tables.map(({ label }) => label));
      return [
        ...state.relations
          .filter(
            ({ kind, reads }) =>
              kind === 'materialized view' &&
              reads.some(label => labels.has(label)),
          )
          .map(view =>
            foundAt(
              view.at,
              view.label,
              `The materialised view ${view.label} holds rows of all tenants.`,
            ),
          ),
        ...database.copies.flatMap(({ target, from, file, line }) => {
          const copy = tables.find(table => isMeant(table, target));
          const read = tables.find(
            table => table !== copy && from.some(name => isMeant(table, name)),
          );
          return copy !== undefined &&
            read !== undefined &&
            copy.tenantColumn === undefined
            ? [
                foundAt(
                  { file, line },
                  `${copy.label} ${read.label}`,
                  `Rows of ${read.label} are copied into ${copy.label}, which knows no tenant.`,
                ),
              ]
            : [];
        }),
      ];
    }),
});
