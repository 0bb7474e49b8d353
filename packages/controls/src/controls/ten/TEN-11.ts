import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-11',
  title: 'Without a context nothing is seen and nothing is written',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A connection from the pool has served others before. When a call forgets its context, or its setting reads as the empty string that a former transaction left, the database must answer with nothing, not with everything.',
  remediation:
    'Let the context functions raise when the setting is null or empty, and compare with nothing else.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ breaches }) =>
      breaches
        .filter(
          ({ kind }) =>
            kind === 'no context' ||
            kind === 'empty context' ||
            kind === 'used connection',
        )
        .map(({ kind, object, role, message, at }) =>
          foundAt(at, `${object} ${role} ${kind}`, message),
        ),
    ),
});
