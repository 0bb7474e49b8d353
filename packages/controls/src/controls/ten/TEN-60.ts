import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { DATABASE_PACKAGES } from '../../facts/program/known-packages';
import { packageUses } from '../../facts/program/package-uses';

export default defineControl({
  id: 'TEN-60',
  title: "The database is reached by the SDK's tenant-scoped handle alone",
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1', '§5.1'],
    standards: ['OWASP ASVS 5.0 V8.4.1', 'OWASP API Security 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A pool of one’s own sends statements without a tenant, or with the one of the request before.',
  remediation:
    'Use call.db to read and call.change to write. Leave drivers, query builders and stores of other kinds out.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      packageUses(
        program,
        DATABASE_PACKAGES,
        what => `${what} reaches a database past the tenant's handle.`,
      ),
    ),
});
