import { defineControl } from '../../control/control';
import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import type { PlacedEntry } from '../../facts/supply/supply';
import { contextsIn } from './expressions';
import { isStartedByStrangers } from './job-access';
import { workflowSteps } from './scripts';

const isSecret = (context: string) =>
  /^secrets\b/.test(context) || context === 'github.token';
const PRINTERS = new Set([
  'echo',
  'printf',
  'cat',
  'tee',
  'env',
  'printenv',
  'set',
  'export',
  'declare',
  'base64',
  'xxd',
  'od',
  'rev',
]);

function secretVariables(entries: readonly PlacedEntry[]): string[] {
  return entries
    .filter(({ text }) => contextsIn(text).some(isSecret))
    .map(({ name }) => name);
}

export default defineControl({
  id: 'SUP-17',
  title: 'A secret of CI reaches only the step that needs it, and no log',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§5.2', '§3.1'], standards: ['OWASP CICD-SEC-6'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What a job or a whole workflow is given, every dependency in it can read; what is printed in another form no masking hides.',
  remediation:
    'Give a secret in env of the one step that uses it, and hand it to the program over standard input or a variable.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return supply.workflows.flatMap(workflow => {
      const { file, jobs } = workflow;
      const wide = [
        ...workflow.env.map(entry => ({ ...entry, at: 'the workflow' })),
        ...jobs.flatMap(job =>
          job.env.map(entry => ({ ...entry, at: `the job ${job.id}` })),
        ),
      ]
        .filter(({ text }) => contextsIn(text).some(isSecret))
        .map(({ name, line, at }) => ({
          message: `Every step of ${at} has the secret ${name}.`,
          file,
          line,
          subject: `env ${at} ${name}`,
        }));
      const inherited = jobs.flatMap(({ id, secrets, line }) =>
        secrets?.text === 'inherit'
          ? [
              {
                message: `The job ${id} hands every secret on.`,
                file,
                line: secrets.line ?? line,
                subject: `inherit ${id}`,
              },
            ]
          : [],
      );
      const stepwise = workflowSteps(workflow).flatMap(
        ({ job, step, name, commands }) => {
          const variables = secretVariables([
            ...workflow.env,
            ...job.env,
            ...step.env,
          ]);
          const whole = [step.run, ...step.inputs, ...step.env].find(
            one =>
              one !== undefined &&
              contextsIn(one.text).some(context =>
                /^secrets(?:$|\[)/.test(context),
              ),
          );
          const pasted =
            step.run !== undefined && contextsIn(step.run.text).some(isSecret)
              ? step.run
              : undefined;
          const printed = commands.find(command => {
            const program = programOf(command);
            if (
              program === 'set' &&
              argumentsOf(command).some(word => /^-[a-z]*x/.test(word))
            ) {
              return variables.length > 0;
            }
            if (!PRINTERS.has(program)) return false;
            const dumpsAll =
              (program === 'env' || program === 'printenv') &&
              argumentsOf(command).length === 0;
            const names = variables.filter(variable =>
              command.words.some(word =>
                new RegExp(`\\$\\{?${variable.replace(/\W/g, '')}\\b`).test(
                  word,
                ),
              ),
            );
            // Into another program it may go; into the log, a file or the outputs it may not.
            const intoProgram =
              command.next === '|' &&
              !command.following
                .slice(0, 1)
                .some(one => PRINTERS.has(programOf(one)));
            return (
              (names.length > 0 || (dumpsAll && variables.length > 0)) &&
              !intoProgram
            );
          });
          const asArgument = commands.find(
            command =>
              programOf(command) === 'docker' &&
              argumentsOf(command)[0] === 'login' &&
              argumentsOf(command).some(
                word => word === '-p' || /^--password(?:=|$)/.test(word),
              ),
          );
          const line =
            whole?.line ??
            pasted?.line ??
            printed?.placedLine ??
            asArgument?.placedLine;
          return line === undefined
            ? []
            : [
                {
                  message: `${name} ${
                    whole === undefined
                      ? 'puts a secret where it can be read'
                      : 'takes all secrets at once'
                  }.`,
                  file,
                  line,
                  subject: name,
                },
              ];
        },
      );
      const exposed = isStartedByStrangers(workflow)
        ? workflow.triggers.filter(
            ({ event }) => event === 'pull_request_target',
          )
        : [];
      return [
        ...wide,
        ...inherited,
        ...stepwise,
        ...exposed
          .filter(() =>
            workflowSteps(workflow).some(({ step }) =>
              [...step.env, ...step.inputs].some(({ text }) =>
                contextsIn(text).some(context =>
                  /^secrets\.(?!github_token)/.test(context),
                ),
              ),
            ),
          )
          .map(({ line }) => ({
            message: 'Secrets are given to steps that a stranger starts.',
            file,
            line,
            subject: 'pull_request_target',
          })),
      ];
    });
  },
});
