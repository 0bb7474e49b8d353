import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-26',
  title: 'SQL sets the context for its transaction only',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What is set for the session stays on the pooled connection and is the context of whoever comes next.',
  remediation:
    'Use set_config(name, value, true) or SET LOCAL; let no function preset the context.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ routines }) =>
      routines.flatMap(({ label, arguments: args, lasting, at }) =>
        [...new Set(lasting)].map(words =>
          foundAt(
            at,
            `${label}(${args}) ${words}`,
            `${label}(${args}): ${words} outlives the transaction or replaces its context.`,
          ),
        ),
      ),
    ),
});
