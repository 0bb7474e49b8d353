import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-19',
  title: 'No function or trigger runs with the rights of somebody else',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V8.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'SECURITY DEFINER lends the rights of its owner to whoever calls it, and a trigger lends them to every statement: row-level security then asks the wrong role.',
  remediation:
    'Leave functions SECURITY INVOKER; give a role of its own the narrow right that the work needs.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ routines, relations }) =>
      routines
        .filter(({ definer }) => definer)
        .map(routine => {
          const fires = relations.filter(({ triggers }) =>
            triggers.some(trigger => trigger.function === routine.label),
          );
          return foundAt(
            routine.at,
            `${routine.label}(${routine.arguments})`,
            `${routine.label}(${routine.arguments}) runs as ${
              routine.owner
            }, whoever calls it${
              fires.length === 0
                ? ''
                : `, and as a trigger on ${fires
                    .map(({ label }) => label)
                    .join(', ')}`
            }.`,
          );
        }),
    ),
});
