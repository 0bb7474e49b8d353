import { defineControl } from '../../control/control';
import { methodFindings } from './method-findings';

export default defineControl({
  id: 'API-01',
  title: 'Every method states who may call it',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.3', '§4.2', '§6'],
    standards: ['OWASP API Security 2023 API5', 'OWASP ASVS 5.0 V8.1.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Who may call a method is decided by its contract. Where nothing is stated the decision falls to whoever changes the code next.',
  remediation:
    'Give the method option (ameide.common.v1.auth) with at least one role.',
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, ({ auth }) => {
      if (auth === undefined) return 'states nobody who may call it';
      return auth.roles.length === 0 ? 'states no role' : undefined;
    }),
});
