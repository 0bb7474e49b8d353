import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { packageUses } from '../../facts/program/package-uses';
import { sharedValues } from './shared-state';

/** They key by arguments, which say nothing of the tenant. */
const KEYED_BY_ARGUMENTS = [
  'memoizee',
  'memoize',
  'mem',
  'p-memoize',
  'moize',
  'micro-memoize',
  'fast-memoize',
];

export default defineControl({
  id: 'TEN-64',
  title: 'What outlives a call is kept by tenant and organisation',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§3.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A cache keyed by an id alone, or a variable of the module, gives one tenant what another has read; row-level security never sees it.',
  remediation:
    'Keep nothing between calls, or make call.identity.tenantId and call.identity.organizationId part of the key.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        KEYED_BY_ARGUMENTS,
        what => `${what} keeps results by arguments, for every tenant alike.`,
      ),
      ...sharedValues(program),
    ]),
});
