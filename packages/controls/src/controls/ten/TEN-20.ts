import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';
import { isPinned } from '../../facts/database/search-path';

export default defineControl({
  id: 'TEN-20',
  title: 'Functions find only the names that they mean',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V1.2.4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A function without a search path of its own takes names from whoever calls it, so a table or operator that somebody puts first is used in place of the meant one.',
  remediation:
    'SET search_path = pg_catalog (or the schemas that only the owner may create in), or write the body in BEGIN ATOMIC … END.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ routines, schemas }) => {
      const open = schemas
        .filter(({ grants }) =>
          grants.some(({ privilege }) => privilege === 'CREATE'),
        )
        .map(({ name }) => name);
      return routines
        .filter(
          routine =>
            (routine.context === undefined || routine.context.of === 'other') &&
            !isPinned(routine, open),
        )
        .map(routine =>
          foundAt(
            routine.at,
            `${routine.label}(${routine.arguments})`,
            `${routine.label}(${routine.arguments}) has a mutable search path.`,
          ),
        );
    }),
});
