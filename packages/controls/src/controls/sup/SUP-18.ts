import { defineControl } from '../../control/control';
import { programOf } from '../../facts/supply/shell-commands';
import { workflowSteps } from './scripts';

export default defineControl({
  id: 'SUP-18',
  title: 'A checkout leaves no token behind unless its job pushes',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§3.1'], standards: ['OWASP CICD-SEC-6'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The checkout writes its token into .git, where every later step, dependency and uploaded artifact can read it.',
  remediation: 'Write persist-credentials: false below with: of the checkout.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return supply.workflows.flatMap(workflow => {
      const steps = workflowSteps(workflow);
      return steps.flatMap(({ job, step, name }) => {
        if (!/^actions\/checkout@/.test(step.uses?.text ?? '')) return [];
        const setting = step.inputs.find(
          input => input.name === 'persist-credentials',
        );
        if (setting?.text === 'false') return [];
        const pushes = steps.some(
          other =>
            other.job === job &&
            other.commands.some(
              command =>
                programOf(command) === 'git' && command.words.includes('push'),
            ),
        );
        // A job that installs dependencies must not hold the token beside them.
        const installs = steps.some(
          other =>
            other.job === job &&
            other.commands.some(command =>
              ['npm', 'npx', 'yarn', 'pnpm'].includes(programOf(command)),
            ),
        );
        return pushes && !installs
          ? []
          : [
              {
                message: `${name} leaves the token in the working copy.`,
                file: workflow.file,
                line: step.uses?.line ?? step.line,
                subject: name,
              },
            ];
      });
    });
  },
});
