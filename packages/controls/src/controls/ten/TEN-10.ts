import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

/** As the catalogue writes it. */
function isTrue(expression: string | undefined): boolean {
  return expression === 'true' || expression === '(true)';
}

export default defineControl({
  id: 'TEN-10',
  title: 'A restrictive policy restricts',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§2.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A restrictive policy that is always true looks like a guard in a review and is none.',
  remediation: 'Make it test the tenant or the organisation, or take it away.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      state.relations.flatMap(table =>
        table.policies
          .filter(
            ({ permissive, using, check }) =>
              !permissive && [using, check].some(isTrue),
          )
          .map(policy =>
            foundAt(
              policy.at,
              `${table.label} ${policy.name}`,
              `The restrictive policy ${policy.name} of ${table.label} is always true.`,
            ),
          ),
      ),
    ),
});
