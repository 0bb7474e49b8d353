import { defineControl } from '../../control/control';
import { methodFindings } from './method-findings';

const ACROSS = ['admin', 'service'];

export default defineControl({
  id: 'API-03',
  title:
    'What sees all organisations of a tenant only reads, for administrators and services',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§4.1', '§5.1'],
    standards: ['OWASP API Security 2023 API1', 'OWASP ASVS 5.0 V8.2.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tenant-wide method sees past the organisation. For a contributor of one organisation that is a view into all others, and a change there has no organisation to be audited in.',
  remediation:
    'Leave tenant_wide out, or ask for admin or service alone and declare NO_SIDE_EFFECTS.',
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, ({ auth, audit, idempotency }) => {
      if (auth?.tenantWide !== true) return undefined;
      const others = auth.roles.filter(role => !ACROSS.includes(role));
      if (others.length > 0) {
        return `shows all organisations of the tenant to a ${others.join(
          ' and a ',
        )}`;
      }
      return audit?.mutation === true || idempotency !== 'no-side-effects'
        ? 'works on all organisations of the tenant and does not only read'
        : undefined;
    }),
});
