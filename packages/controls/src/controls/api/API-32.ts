import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { PROCESS_MODULES } from '../../facts/program/known-packages';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';

export default defineControl({
  id: 'API-32',
  title: 'The service starts no other program',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§7.1', '§7.3'],
    standards: ['OWASP ASVS 5.0 V1.2.5', 'OWASP API Security 2023 API8'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A text of a request that reaches a shell runs as the service; what another process does, the chain, the handle and the trace do not see.',
  remediation: 'Do it in TypeScript, or behind a service of its own.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        PROCESS_MODULES,
        what => `${what} starts another program or thread.`,
      ),
      ...runtimeFiles(program).flatMap(({ globals }) =>
        globals
          .filter(
            ({ name, members }) =>
              name === 'Worker' ||
              ((name === 'Deno' || name === 'Bun') &&
                ['run', 'Command', 'spawn', '$'].includes(members[0] ?? '')),
          )
          .map(({ node, name }) => ({
            node,
            about: name,
            message: `${name} starts another program or thread.`,
          })),
      ),
    ]),
});
