import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isDispatched,
  isNarrow,
  rightsOn,
  tenantTables,
} from '../../facts/database/access';

export default defineControl({
  id: 'DBR-07',
  title:
    'The dispatcher works on queues and purges, and sees no business table',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'It is the one role that works across tenants: with a right on a business table it reads or removes the rows of all of them.',
  remediation:
    'Grant it the outbox, and of what it purges nothing but the times and DELETE.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state => {
      const { model } = database;
      const { dispatcher } = model;
      if (dispatcher === undefined) return [];
      return tenantTables(state, database)
        .filter(
          table =>
            isDispatched(table, model) &&
            !isNarrow(table, dispatcher, state, model),
        )
        .map(table =>
          foundAt(
            rightsOn(table).find(({ grantee }) => grantee === dispatcher)?.at ??
              table.at,
            table.label,
            `${dispatcher} may ${[
              ...new Set(
                rightsOn(table)
                  .filter(({ grantee }) => grantee === dispatcher)
                  .map(({ privilege }) => privilege),
              ),
            ].join(', ')} on ${table.label}, which the service itself reads.`,
          ),
        );
    }),
});
