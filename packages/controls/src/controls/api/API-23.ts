import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { REFLECTION_PACKAGES } from '../../facts/program/known-packages';
import { packageUses } from '../../facts/program/package-uses';

export default defineControl({
  id: 'API-23',
  title: 'No method tells a stranger which methods there are',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§6'],
    standards: ['OWASP API Security 2023 API9', 'OWASP ASVS 5.0 V13.4.5'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Server reflection gives whoever reaches the port the names of all methods and fields.',
  remediation:
    'Leave reflection out; tools read the .proto files of the repository.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => [
    ...codeFindings(
      program,
      packageUses(
        program,
        REFLECTION_PACKAGES,
        what => `${what} serves reflection.`,
      ),
    ),
    ...contracts.methods
      .filter(({ service }) => /(^|\.)ServerReflection$/.test(service))
      .map(({ file, line, service, name }) => ({
        file,
        line,
        message: `${service}/${name} serves reflection.`,
        subject: `${service}/${name}`,
      })),
  ],
});
