import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isDispatched,
  isNarrow,
  rightsOn,
  tenantTables,
} from '../../facts/database/access';
import type { Grant, Place } from '../../facts/database/database';

/** On a whole table: they make messages, or hand them to other tenants. */
const FORGING = new Set(['INSERT', 'UPDATE']);

/** The right that was given last is the one that is too much. */
function latest(rights: readonly Grant[]): Place | undefined {
  return rights
    .flatMap(({ at }) => (at === undefined ? [] : [at]))
    .reduce<Place | undefined>(
      (last, at) =>
        last === undefined ||
        at.file > last.file ||
        (at.file === last.file && at.line > last.line)
          ? at
          : last,
      undefined,
    );
}

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
            (!isNarrow(table, dispatcher, state, model) ||
              table.grants.some(
                ({ grantee, privilege }) =>
                  grantee === dispatcher && FORGING.has(privilege),
              )),
        )
        .map(table => {
          const rights = rightsOn(table).filter(
            ({ grantee }) => grantee === dispatcher,
          );
          return foundAt(
            latest(rights) ?? table.at,
            table.label,
            `${dispatcher} may ${[
              ...new Set(rights.map(({ privilege }) => privilege)),
            ].join(', ')} on ${table.label}, of which it needs less.`,
          );
        });
    }),
});
