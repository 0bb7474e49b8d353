import { defineControl, type Finding } from '../../control/control';
import { CATALOG_FILE } from '../../facts/metadata/claims';
import { SCAFFOLD_FILE } from '../../facts/metadata/scaffold-record';

export default defineControl({
  id: 'SVC-05',
  title:
    'The service has one name in its description, its record and the catalog',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Results, waivers and network rules are kept by name: a service with two names shows what was found out about another.',
  remediation: `Give the component in ${CATALOG_FILE} the name of the description.`,
  needs: ['metadata'],
  evaluate: ({ metadata: { description, nameClaims } }) => {
    if (description === undefined) {
      return { notApplicable: 'The service describes no name.' };
    }
    const { name } = description;
    const told = (file: string) =>
      nameClaims.filter(claim => claim.file === file);
    // A catalog may know parts of the service beside the service itself.
    const wrong = [SCAFFOLD_FILE, CATALOG_FILE]
      .map(told)
      .filter(claims => !claims.some(({ value }) => value === name))
      .flat();
    return wrong.map(
      ({ value, file, line }): Finding => ({
        file,
        message: `It is called ${value} here and ${name} in its description.`,
        subject: value,
        ...(line === undefined ? {} : { line }),
      }),
    );
  },
});
