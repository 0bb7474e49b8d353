import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { tablesOfSdk } from './statement-problems';

export default defineControl({
  id: 'TEN-66',
  title:
    'Outbox, inbox, audit trail and idempotency records are written by the SDK alone',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.4', '§9'], standards: ['OWASP ASVS 5.0 V16.4.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Rows that are written by hand have no place in the transaction that they tell of, and say what never happened.',
  remediation: 'Use tx.emit, tx.project and call.change.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      program.statements.flatMap(statement =>
        [...new Set(tablesOfSdk(statement))].map(name => ({
          node: statement.node,
          about: name,
          message: `${name} belongs to the SDK.`,
        })),
      ),
    ),
});
