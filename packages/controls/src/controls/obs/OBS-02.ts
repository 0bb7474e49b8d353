import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { classifiedOutputs } from './classified-outputs';

export default defineControl({
  id: 'OBS-02',
  title:
    'No whole request, response or row is logged, printed, written to a file or thrown',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§9'],
    standards: ['OWASP ASVS 5.0 V16.2.5', 'OWASP ASVS 5.0 V14.2.4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A whole message has its classified fields in it, and every field that will be added to it.',
  remediation: 'Log the fields that are needed, one by one.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) =>
    codeFindings(
      program,
      classifiedOutputs(program, contracts, {
        outputs: ['log', 'console', 'error', 'file'],
        holding: 'whole',
        message: (output, value) =>
          `${output.name} writes ${value.name} as a whole, with its classified fields.`,
      }),
    ),
});
