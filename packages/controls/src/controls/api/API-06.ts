import { defineControl } from '../../control/control';
import { changesByName, methodFindings } from './method-findings';

export default defineControl({
  id: 'API-06',
  title:
    'Every method states what it leaves in the audit trail, and every change is one',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§9'],
    standards: ['OWASP ASVS 5.0 V16.2.1', 'OWASP ASVS 5.0 V16.3.3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A change that is declared as a read leaves no entry, and clients repeat what is declared to have no side effects.',
  remediation:
    'Give the method option (ameide.common.v1.audit) with action and resource_type; mutation: true where it changes something, idempotency_level NO_SIDE_EFFECTS where it does not.',
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, method => {
      const { audit, idempotency } = method;
      if (audit === undefined) return 'states nothing for the audit trail';
      if (audit.action === '' || audit.resourceType === '') {
        return 'states no action or no resource type for the audit trail';
      }
      const changes =
        changesByName(method) ||
        contracts.messages
          .get(method.input)
          ?.fields.some(field => field.name === 'client_request_id') === true;
      if (changes && !audit.mutation) {
        return 'changes something, and does not state mutation: true';
      }
      return audit.mutation && idempotency === 'no-side-effects'
        ? 'states mutation: true and NO_SIDE_EFFECTS'
        : undefined;
    }),
});
