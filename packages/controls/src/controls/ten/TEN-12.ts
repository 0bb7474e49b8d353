import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';
import { isPinned } from '../../facts/database/search-path';

export default defineControl({
  id: 'TEN-12',
  title:
    'Functions that answer who is calling are stable, run as the caller and find only the names that they mean',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V1.2.4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'PostgreSQL may keep the answer of an immutable function in a plan and serve the next tenant with it; a volatile one runs for each row; one with a mutable search path runs what a caller has put in the way.',
  remediation:
    'Declare them STABLE, SECURITY INVOKER, SET search_path = pg_catalog.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ routines }) =>
      routines
        .filter(
          ({ context }) => context !== undefined && context.of !== 'other',
        )
        .flatMap(routine => {
          const faults = [
            ...(routine.volatility === 'stable'
              ? []
              : [`is ${routine.volatility}`]),
            ...(routine.definer ? ['runs as its owner'] : []),
            ...(isPinned(routine) ? [] : ['has a mutable search path']),
          ];
          return faults.length === 0
            ? []
            : [
                foundAt(
                  routine.at,
                  routine.label,
                  `${routine.label}(${routine.arguments}) ${faults.join(
                    ', ',
                  )}.`,
                ),
              ];
        }),
    ),
});
