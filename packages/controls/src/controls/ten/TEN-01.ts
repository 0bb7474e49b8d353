import { defineControl } from '../../control/control';
import type { Finding } from '../../control/control';

const kindMessages: Readonly<
  Record<string, ((message: string) => string) | undefined>
> = {
  'changes-session-user': message => `The statement ${message}.`,
  unreadable: message => `This is SQL that PostgreSQL cannot read: ${message}.`,
};

export default defineControl({
  id: 'TEN-01',
  title:
    'All SQL is where the service says, can be read, and runs as the one who applies it',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.6', '§5.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What cannot be found or read cannot be judged: a table may be open there. A migration that changes the user of its session leaves everything after it to somebody else.',
  remediation:
    'Keep roles and migrations at the paths of ameide.service.yaml, in plain SQL that PostgreSQL accepts, without SET SESSION AUTHORIZATION.',
  needs: ['database'],
  evaluate: ({ database: { problems, present } }) => {
    if (!present) return { notApplicable: 'The tree has no SQL.' };
    return problems
      .filter(
        ({ kind, elsewhere }) =>
          kind === 'missing' ||
          kind === 'changes-session-user' ||
          (kind === 'unreadable' && elsewhere === true),
      )
      .map((problem): Finding => {
        const file = problem.at?.file ?? problem.file;
        return {
          message:
            kindMessages[problem.kind]?.(problem.message) ?? problem.message,
          subject: `${problem.kind} ${problem.message}`,
          ...(file === undefined ? {} : { file }),
          ...(problem.at === undefined ? {} : { line: problem.at.line }),
        };
      });
  },
});
