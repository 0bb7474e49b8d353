import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { sqlMadeOfText, untypedStatements } from './sql-handles';

export default defineControl({
  id: 'TEN-61',
  title: 'SQL stands in the code, and values are its parameters',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§6'],
    standards: ['OWASP ASVS 5.0 V1.2.4', 'OWASP API Security 2023 API8'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A value that becomes part of a statement’s text says what the statement does, set_config included.',
  remediation:
    'Write sql`… ${value} …`, and compose parts of sql`…`. Call nothing that makes a statement of a text, and assert no types round it.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...sqlMadeOfText(program),
      ...untypedStatements(program),
    ]),
});
