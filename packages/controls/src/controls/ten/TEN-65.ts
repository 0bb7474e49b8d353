import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { escapingHandles } from './escaping-handles';

export default defineControl({
  id: 'TEN-65',
  title: "A tenant's handle ends with its call",
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§2.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A handle that is kept serves the next caller with the rights of the one before; work that nobody waits for runs outside of the transaction, its audit entry and its events.',
  remediation:
    'Give handles on as arguments, wait for everything that uses them, and keep none in a variable of a module.',
  needs: ['program'],
  evaluate: ({ program }) => codeFindings(program, escapingHandles(program)),
});
