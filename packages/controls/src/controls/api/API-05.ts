import { defineControl } from '../../control/control';
import { methodFindings } from './method-findings';

const LONGEST_DEADLINE_MS = 300_000;

export default defineControl({
  id: 'API-05',
  title: 'Every method states how long it may take',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§8.2'],
    standards: ['OWASP API Security 2023 API4', 'OWASP ASVS 5.0 V2.4.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Deadlines, the time-out of statements and alerts come from the budget; without one a few slow calls hold all connections.',
  remediation: `Give the method option (ameide.common.v1.budget): p95_ms, and a deadline_ms above it of at most ${LONGEST_DEADLINE_MS}.`,
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, ({ budget }) => {
      if (budget === undefined) return 'states no latency budget';
      const { p95Ms, deadlineMs } = budget;
      if (p95Ms < 1 || deadlineMs < 1) {
        return 'states a budget or a deadline of nothing, which counts as none stated';
      }
      if (deadlineMs < p95Ms) {
        return `ends after ${deadlineMs} ms what may take ${p95Ms} ms`;
      }
      return deadlineMs > LONGEST_DEADLINE_MS
        ? `may take ${deadlineMs} ms, which bounds nothing`
        : undefined;
    }),
});
