import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';

const PACKAGE =
  /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\.v[1-9][0-9]*((alpha|beta)[1-9][0-9]*)?$/;
const OTHERS = /^(google|buf|ameide\.common)(\.|$)/;

export default defineControl({
  id: 'API-10',
  title:
    'A contract has a name and version of its own, and nothing of the platform in it',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.3', '§2.4'],
    standards: ['OWASP API Security 2023 API9'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A file that stands for one of the platform’s could say itself what an auth requirement means; without a version no change can ever be made beside the old contract.',
  remediation:
    'Name the package <owner>.<name>.v1, put the file where the package says, end services in Service, and delete copies of the platform’s files.',
  needs: ['contracts', 'metadata'],
  evaluate: ({ contracts, metadata: { description } }) => {
    const found: Finding[] = contracts.shadowing.map(file => ({
      file,
      line: 1,
      message: `${file} stands for a file of the platform.`,
      subject: 'shadow',
    }));
    if (contracts.files.length === 0 && found.length === 0) {
      return { notApplicable: 'There is no contract.' };
    }
    for (const {
      file,
      importName,
      package: name,
      descriptor,
    } of contracts.files) {
      const add = (message: string, subject: string) =>
        found.push({ file, line: 1, message, subject });
      if (!PACKAGE.test(name)) {
        add(`The package ${name} is no name with a version.`, 'package');
      } else if (OTHERS.test(name)) {
        add(`The package ${name} is another’s.`, 'package');
      } else if (
        description?.origin.type === 'tenant' &&
        name.startsWith('ameide.')
      ) {
        add(
          `The package ${name} of a tenant’s service is the platform’s.`,
          'package',
        );
      } else if (!importName.startsWith(`${name.replaceAll('.', '/')}/`)) {
        add(`The package ${name} does not lie at ${importName}.`, 'place');
      }
      for (const service of descriptor.service) {
        if (!service.name.endsWith('Service')) {
          add(
            `The service ${service.name} does not end in Service.`,
            service.name,
          );
        }
      }
    }
    const wanted = description?.contracts?.package;
    if (
      wanted !== undefined &&
      !contracts.files.some(file => file.package === wanted)
    ) {
      found.push({
        message: `No contract has the declared package ${wanted}.`,
        subject: 'declared package',
      });
    }
    return found;
  },
});
