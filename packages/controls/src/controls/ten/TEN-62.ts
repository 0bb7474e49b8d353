import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { reachesPastTransaction } from './statement-problems';

export default defineControl({
  id: 'TEN-62',
  title: 'No statement of the code changes settings, roles or rights',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§2.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A setting that is made for the session is still there when the next tenant gets the connection.',
  remediation:
    'Leave settings, transactions and rights to the handle and the migrations.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      program.statements.flatMap(statement =>
        [...new Set(reachesPastTransaction(statement))].map(name => ({
          node: statement.node,
          about: name,
          message: `${name} reaches past its transaction.`,
        })),
      ),
    ),
});
