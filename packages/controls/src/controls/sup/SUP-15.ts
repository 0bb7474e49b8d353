import { defineControl } from '../../control/control';
import { programOf } from '../../facts/supply/shell-commands';
import { contextsIn } from './expressions';
import { workflowSteps } from './scripts';

/** Events that run with the secrets of the repository for what a stranger has done. */
const PRIVILEGED = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion_comment',
]);

/** Whether a context is a commit or branch that a stranger has made. */
function isForeignCode(context: string): boolean {
  return (
    /^github\.(?:head_ref|event\.pull_request\.(?:head|merge_commit_sha|number)|event\.workflow_run\.(?:head|id|pull_requests)|event\.issue\.number|event\.number)/.test(
      context,
    ) || /^github\.event$|^github$/.test(context)
  );
}

export default defineControl({
  id: 'SUP-15',
  title: "A stranger's code never runs with the repository's secrets",
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§3.1', '§8.1'], standards: ['OWASP CICD-SEC-4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'pull_request_target and its like run with a writing token and all secrets; a checkout of the proposed code hands both to whoever opened the pull request.',
  remediation:
    'Build and test on pull_request; let a privileged workflow read results, and never check out, download or run what was proposed.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return supply.workflows
      .filter(({ triggers }) =>
        triggers.some(({ event }) => PRIVILEGED.has(event)),
      )
      .flatMap(workflow =>
        workflowSteps(workflow).flatMap(({ job, step, name, commands }) => {
          const carried = [...workflow.env, ...job.env, ...step.env]
            .filter(({ text }) => contextsIn(text).some(isForeignCode))
            .map(entry => entry.name);
          const input = step.inputs.find(
            entry =>
              ['ref', 'repository', 'run-id', 'path'].includes(entry.name) &&
              contextsIn(entry.text).some(
                context =>
                  isForeignCode(context) ||
                  carried.some(one => context === `env.${one.toLowerCase()}`),
              ),
          );
          const fixed = step.inputs.find(
            entry => entry.name === 'ref' && /refs\/pull\//.test(entry.text),
          );
          const fetched = commands.find(command => {
            const text = command.words.join(' ');
            return (
              (programOf(command) === 'gh' &&
                /\bpr (?:checkout|diff)\b|\brun download\b/.test(text)) ||
              (programOf(command) === 'git' &&
                /\b(?:fetch|pull|checkout|clone|merge|switch)\b/.test(text) &&
                (/refs\/pull|pull\/|head/.test(text) ||
                  contextsIn(text).some(isForeignCode) ||
                  carried.some(one => text.includes(one))))
            );
          });
          const found = input ?? fixed;
          const line = found?.line ?? fetched?.placedLine;
          return line === undefined
            ? []
            : [
                {
                  message: `${name} takes what a stranger has proposed, in a workflow that has the repository's secrets.`,
                  file: workflow.file,
                  line,
                  subject: name,
                },
              ];
        }),
      );
  },
});
