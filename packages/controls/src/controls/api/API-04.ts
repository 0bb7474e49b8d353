import { defineControl } from '../../control/control';
import { methodFindings } from './method-findings';

const MOST_REQUESTS_PER_MINUTE = 60_000;
const LARGEST_BURST = 10_000;

export default defineControl({
  id: 'API-04',
  title: 'Every method states how often it may be called',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§6', '§8.2'],
    standards: ['OWASP API Security 2023 API4', 'OWASP ASVS 5.0 V2.4.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without a limit one tenant takes what all others need, and guesses as often as it likes.',
  remediation: `Give the method option (ameide.common.v1.rate_limit): 1 to ${MOST_REQUESTS_PER_MINUTE} requests_per_minute, a burst of 1 to ${LARGEST_BURST}.`,
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, ({ rateLimit }) => {
      if (rateLimit === undefined) return 'states no rate limit';
      const { requestsPerMinute, burst } = rateLimit;
      if (requestsPerMinute < 1 || burst < 1) {
        return 'states a rate limit of nothing, which counts as none stated';
      }
      return requestsPerMinute > MOST_REQUESTS_PER_MINUTE ||
        burst > LARGEST_BURST
        ? `allows ${requestsPerMinute} requests a minute and ${burst} at once, which limits nothing`
        : undefined;
    }),
});
