import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { tenantsByHand } from './statement-problems';

export default defineControl({
  id: 'TEN-63',
  title: 'No statement of the code says for which tenant it is',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.1', '§4.1'],
    standards: ['OWASP API Security 2023 API1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A filter by hand is forgotten once, or takes its value from the request; row-level security forgets nothing.',
  remediation:
    'Leave tenant and organisation out of conditions; insert app.tenant_id() and app.organization_id().',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      program.statements.flatMap(statement =>
        [...new Set(tenantsByHand(statement))].map(name => ({
          node: statement.node,
          about: name,
          message: `${name} takes or compares what the database sets by itself.`,
        })),
      ),
    ),
});
