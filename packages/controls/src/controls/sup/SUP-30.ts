import { defineControl } from '../../control/control';
import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import type { Workflow, WorkflowJob } from '../../facts/supply/supply';
import { checksOf } from './checks';
import { requiredJobs } from './job-access';
import { workflowSteps, type WorkflowScript } from './scripts';

/** Whether a step hands over what others run. */
function publishes({ step, commands }: WorkflowScript): boolean {
  return (
    commands.some(command => {
      const words = argumentsOf(command);
      switch (programOf(command)) {
        case 'docker':
        case 'podman':
        case 'buildah':
          return words.includes('push') || words.includes('--push');
        case 'npm':
        case 'pnpm':
        case 'yarn':
          return words.includes('publish') && !words.includes('--dry-run');
        case 'kubectl':
          return words[0] === 'apply';
        case 'helm':
          return words[0] === 'push' || words[0] === 'upgrade';
        default:
          return false;
      }
    }) ||
    (/^docker\/build-push-action@/.test(step.uses?.text ?? '') &&
      step.inputs.some(({ name, text }) => name === 'push' && text !== 'false'))
  );
}

/** Whether a job waits for a job with tests, or has run them itself. */
function followsTests(workflow: Workflow, job: WorkflowJob): boolean {
  return requiredJobs(workflow, job).some(
    required =>
      // What another workflow does is judged where it lies.
      required.uses !== undefined ||
      workflowSteps({ ...workflow, jobs: [required] }).some(({ commands }) =>
        commands.some(command => checksOf(command).includes('test')),
      ),
  );
}

export default defineControl({
  id: 'SUP-30',
  title: 'What CI builds from a branch is handed over only after its tests',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§7.3', '§8.1'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Two changes that were each tested alone can break isolation together; an image that is pushed beside the tests is deployed all the same.',
  remediation:
    'Let the job that pushes need the job that tests, without always().',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    const steps = supply.workflows
      .filter(({ triggers }) =>
        triggers.some(
          ({ event, filters }) =>
            event === 'pull_request' ||
            (event === 'push' &&
              // A tag is put on what a branch has passed.
              !(
                filters.length > 0 &&
                filters.every(({ name }) => name === 'tags')
              )),
        ),
      )
      .flatMap(workflow => workflowSteps(workflow).filter(publishes));
    if (steps.length === 0) {
      return {
        notApplicable: 'No workflow hands over what it builds from a branch.',
      };
    }
    return steps
      .filter(({ workflow, job }) => !followsTests(workflow, job))
      .map(({ workflow, step, name }) => ({
        message: `${name} hands over what nobody has tested.`,
        file: workflow.file,
        line: step.run?.line ?? step.line,
        subject: name,
      }));
  },
});
