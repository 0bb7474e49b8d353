import { defineControl, type Finding } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';

/** Sections of the description, and the files that call for each. */
const SECTIONS = [
  { section: 'contracts', files: /\.proto$/, what: 'a contract' },
  { section: 'database', files: /\.sql$/, what: 'SQL' },
  {
    section: 'deployment',
    files: /(?:^|\/)kustomization\.ya?ml$/i,
    what: 'a Kustomize folder',
  },
] as const;

export default defineControl({
  id: 'SVC-07',
  title: 'What the service has is described',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A section that is left out of the description leaves it to guessing which SQL is applied, which contract is served and what is deployed.',
  remediation: `Describe it in ${DESCRIPTION_FILE}.`,
  needs: ['metadata'],
  evaluate: ({ metadata: { description }, tree }) => {
    if (description === undefined) {
      return { notApplicable: `There is no valid ${DESCRIPTION_FILE}.` };
    }
    const paths = [...tree.files.keys()];
    return SECTIONS.flatMap(({ section, files, what }): Finding[] => {
      if (description[section] !== undefined) return [];
      const example = paths.find(path => files.test(path));
      return example === undefined
        ? []
        : [
            {
              file: DESCRIPTION_FILE,
              message: `There is ${what} (${example}), and no section ${section}.`,
              subject: section,
            },
          ];
    });
  },
});
