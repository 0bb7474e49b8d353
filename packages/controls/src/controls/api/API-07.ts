import { defineControl } from '../../control/control';
import { validationProblem } from './field-rules';
import { fieldName, inputFields } from './input-fields';

export default defineControl({
  id: 'API-07',
  title: 'What a caller sends is bounded by the contract, field by field',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.3', '§6'],
    standards: ['OWASP ASVS 5.0 V2.2.1', 'OWASP API Security 2023 API4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Texts and lists without a bound fill memory, disk and logs; values that no enum has reach code that never expected them.',
  remediation:
    'Give (buf.validate.field): max_len, a format or an anchored pattern for texts, max_items for lists, max_pairs for maps, defined_only for enums.',
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    contracts.methods.length === 0
      ? { notApplicable: 'No contract has a method.' }
      : inputFields(contracts).flatMap(input => {
          const problem = validationProblem(input.field);
          return problem === undefined
            ? []
            : [
                {
                  file: input.field.file,
                  line: input.field.line,
                  message: `${fieldName(input)} ${problem}.`,
                  subject: fieldName(input),
                },
              ];
        }),
});
