import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { classifiedOutputs } from './classified-outputs';

export default defineControl({
  id: 'OBS-01',
  title: 'No classified field is logged, printed, written to a file or thrown',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§5.1', '§9'],
    standards: ['OWASP ASVS 5.0 V16.2.5', 'OWASP ASVS 5.0 V14.2.4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Logs are read, copied and kept by many who may not see a person’s data, and are not under row-level security.',
  remediation: 'Log ids and names of fields, never their values.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) =>
    codeFindings(
      program,
      classifiedOutputs(program, contracts, {
        outputs: ['log', 'console', 'error', 'file'],
        holding: 'field',
        message: (output, value) =>
          `${output.name} writes ${value.name}, which is classified.`,
      }),
    ),
});
