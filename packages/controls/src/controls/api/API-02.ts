import { defineControl } from '../../control/control';
import { methodFindings } from './method-findings';
import { CANONICAL_ROLES } from './roles';

export default defineControl({
  id: 'API-02',
  title: "Methods ask for the platform's roles, and guests change nothing",
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§4.2'],
    standards: ['OWASP API Security 2023 API5', 'OWASP ASVS 5.0 V8.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A role that nobody seeds is granted by hand and reviewed by nobody; viewers and guests are everybody.',
  remediation: `Use ${CANONICAL_ROLES.join(
    ', ',
  )}; let neither viewers nor guests change anything.`,
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, ({ auth, audit }) => {
      const unknown = auth?.roles.filter(
        role => !CANONICAL_ROLES.includes(role),
      );
      if (unknown !== undefined && unknown.length > 0) {
        return `asks for ${unknown
          .map(role => `"${role}"`)
          .join(', ')}, which is no role of the platform`;
      }
      const lowly = auth?.roles.filter(
        role => role === 'guest' || role === 'viewer',
      );
      return audit?.mutation && lowly !== undefined && lowly.length > 0
        ? `lets a ${lowly.join(' and a ')} change something`
        : undefined;
    }),
});
