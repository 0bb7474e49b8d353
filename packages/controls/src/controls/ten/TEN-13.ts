import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-13',
  title:
    'Functions that answer who is calling say what the call has set, or raise',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Everything rests on them: one that also looks at a flag which any client can set, at a table, at the role of the pooled connection, or that makes up an answer where there is none, opens all tables at once.',
  remediation:
    "Return the setting and nothing else; raise when it is NULL and when it is ''.",
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ routines }) =>
      routines.flatMap(({ label, context, at, arguments: args }) => {
        if (context === undefined || context.of === 'other') return [];
        const faults = [
          ...context.faults,
          ...(context.raisesWhenUnset
            ? []
            : [`${label} does not raise where nothing was set`]),
          ...(context.raisesWhenEmpty
            ? []
            : [`${label} does not raise on the empty string`]),
        ];
        return faults.length === 0
          ? []
          : [foundAt(at, `${label}(${args})`, `${faults.join('; ')}.`)];
      }),
    ),
});
