import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-28',
  title:
    'No role reads, writes, moves or removes a row of another tenant or organisation',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security Top 10 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What policies say and what happens can differ, by way of a view, a function, a rule or a child table: so it is tried, with rows of two tenants and two organisations.',
  remediation: 'Close the way that the finding names.',
  needs: ['database'],
  evaluate: ({ database }) => {
    const evaluation = inEachState(database, ({ breaches }) =>
      breaches
        .filter(
          ({ kind }) =>
            kind !== 'no context' &&
            kind !== 'empty context' &&
            kind !== 'used connection',
        )
        .map(({ kind, object, role, message, at }) =>
          foundAt(at, `${object} ${role} ${kind}`, message),
        ),
    );
    const unprobed = new Set(database.states.flatMap(state => state.unprobed));
    return Array.isArray(evaluation) &&
      evaluation.length === 0 &&
      unprobed.size > 0
      ? { notEvaluated: `It could not be tried: ${[...unprobed].join('; ')}.` }
      : evaluation;
  },
});
