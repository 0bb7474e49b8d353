import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  tenantTables,
} from '../../facts/database/access';

function isInvoker(option: string): boolean {
  return /^security_invoker=(?:true|on|yes|1)$/i.test(option);
}

export default defineControl({
  id: 'TEN-17',
  title: 'Views read with the rights of the caller',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A view reads with the rights of its owner unless it says otherwise: row-level security of the tables below then asks the owner, not the caller.',
  remediation: 'CREATE VIEW … WITH (security_invoker = true).',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state => {
      const tables = new Set(
        tenantTables(state, database).map(({ label }) => label),
      );
      return state.relations
        .filter(
          ({ kind, reads, options }) =>
            kind === 'view' &&
            reads.some(label => tables.has(label)) &&
            !options.some(isInvoker),
        )
        .map(view =>
          foundAt(
            view.at,
            view.label,
            `The view ${view.label} reads ${view.reads
              .filter(label => tables.has(label))
              .join(', ')} with the rights of ${view.owner}.`,
          ),
        );
    }),
});
