import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { CodeFile, Program } from '../../facts/program/program';
import { reaches } from '../../facts/program/reachable';

/** What runs as a role that sees more than one tenant. */
const ABOVE_TENANTS = ['migrate', 'startDispatcher'];

/** Files that nothing imports: what a process is started with. */
function entries(program: Program): readonly CodeFile[] {
  const files = runtimeFiles(program);
  const imported = new Set(
    files.flatMap(({ modules }) => modules.map(({ file }) => file)),
  );
  return files.filter(({ path }) => !imported.has(path));
}

export default defineControl({
  id: 'TEN-67',
  title:
    'The process that serves calls runs neither migrations nor the dispatcher',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.1', '§5.1'],
    standards: ['OWASP ASVS 5.0 V13.2.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Migrations run as the owner, and the dispatcher sees the outbox of every tenant: a process that serves calls and holds their credentials gives both to whoever breaks in.',
  remediation:
    'Start the service, the dispatcher and the migrations each from a file of its own.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      entries(program).flatMap(({ source, path }): readonly CodeFinding[] =>
        ABOVE_TENANTS.filter(
          name =>
            reaches(program, source, [name]) &&
            reaches(program, source, ['startService']),
        ).map(name => ({
          node: source,
          about: name,
          message: `${path} starts the service, and ${name} with it.`,
        })),
      ),
    ),
});
