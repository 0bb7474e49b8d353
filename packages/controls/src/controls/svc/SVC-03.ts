import { defineControl, type Finding } from '../../control/control';

export default defineControl({
  id: 'SVC-03',
  title: 'Every place that says what kind of controller it is says the same',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§2.2', '§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The kind decides which rules and which network policies apply: a controller that calls itself something else in one place escapes them there.',
  remediation:
    'Say the same kind in the description, the record of the template, the catalog entities and the labels of the workloads.',
  needs: ['metadata'],
  evaluate: ({ metadata: { kindClaims } }) => {
    const [first] = kindClaims;
    if (first === undefined || kindClaims.length === 1) {
      return {
        notApplicable: 'No two places say what kind of controller it is.',
      };
    }
    return kindClaims
      .filter(({ value }) => value !== first.value)
      .map(
        ({ value, file, line }, index): Finding => ({
          file,
          message: `The kind is ${value} here and ${first.value} in ${first.file}.`,
          subject: `${value} ${index}`,
          ...(line === undefined ? {} : { line }),
        }),
      );
  },
});
