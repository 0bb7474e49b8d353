import { defineControl, type Finding } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';

export default defineControl({
  id: 'SVC-08',
  title: 'Every port is described once',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A port with two descriptions is internal for one reader and exposed for the next, and network rules follow one of them.',
  remediation: 'Describe the port once, with the exposure that it has.',
  needs: ['metadata'],
  evaluate: ({ metadata: { description, descriptionLines } }) => {
    if (description === undefined) {
      return { notApplicable: 'The service describes no ports.' };
    }
    const seen = new Map<number, string>();
    return description.ports.flatMap(({ name, port }, index): Finding[] => {
      const first = seen.get(port);
      if (first === undefined) {
        seen.set(port, name);
        return [];
      }
      const line = descriptionLines.get(`ports.${index}.port`);
      return [
        {
          file: DESCRIPTION_FILE,
          message: `Port ${port} is described as ${first} and as ${name}.`,
          subject: `${port} ${name}`,
          ...(line === undefined ? {} : { line }),
        },
      ];
    });
  },
});
