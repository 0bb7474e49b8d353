import { platformDescriptors } from '@ameide/contracts';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { embeddedContracts } from '../../facts/program/embedded-contracts';
import { differences } from './descriptor-comparison';

const PLATFORM = /^(ameide\/common|buf\/validate|google\/protobuf)\//;

export default defineControl({
  id: 'API-12',
  title: 'The service runs by the contract that is in the tree',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.3'],
    standards: ['OWASP API Security 2023 API9'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The chain reads requirements, limits and classifications from generated code. Code that says something else than the reviewed .proto is what really decides.',
  remediation:
    'Run npm run generate, and commit what it writes with the .proto.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    const embedded = embeddedContracts(program);
    const found: CodeFinding[] = [];
    for (const { node, path, descriptor } of embedded) {
      if (descriptor === undefined) {
        found.push({
          node,
          about: path,
          message: `${path} carries a contract that cannot be read.`,
        });
        continue;
      }
      const contract = contracts.files.find(
        ({ importName }) => importName === descriptor.name,
      );
      if (contract === undefined) {
        const given = platformDescriptors().file.find(
          ({ name }) => name === descriptor.name,
        );
        // What the platform declares may be made anew, as it is.
        if (given && differences(given, descriptor).length === 0) continue;
        found.push({
          node,
          about: descriptor.name,
          message: `${descriptor.name} is generated of a contract that ${
            PLATFORM.test(descriptor.name)
              ? 'is the platform’s'
              : 'is not in the tree'
          }.`,
        });
        continue;
      }
      const names = differences(contract.descriptor, descriptor);
      if (names.length > 0) {
        const shown = names.slice(0, 5).join(', ');
        found.push({
          node,
          about: descriptor.name,
          message: `${path} differs from ${contract.file} in ${shown}${
            names.length > 5 ? ` and ${names.length - 5} more` : ''
          }.`,
        });
      }
    }
    const missing = contracts.files.filter(
      ({ importName, descriptor }) =>
        descriptor.service.length > 0 &&
        !embedded.some(one => one.descriptor?.name === importName),
    );
    if (embedded.length === 0 && missing.length === 0) {
      return { notApplicable: 'There is no contract and no generated code.' };
    }
    return [
      ...codeFindings(program, found),
      ...missing.map(({ file }) => ({
        file,
        line: 1,
        message: `No code is generated of ${file}.`,
        subject: 'generated code',
      })),
    ];
  },
});
