import { defineControl } from '../../control/control';
import { programOf } from '../../facts/supply/shell-commands';
import type { PlacedEntry } from '../../facts/supply/supply';
import { contextsIn, isChosenByStrangers } from './expressions';
import { workflowSteps } from './scripts';

/** Inputs of well-known actions that are run as a program. */
const SCRIPT_INPUTS = new Set([
  'script',
  'run',
  'cmd',
  'command',
  'args',
  'entrypoint',
  'inlineScript',
]);

/** Names of variables whose text a stranger can choose. */
function chosenVariables(entries: readonly PlacedEntry[]): Set<string> {
  return new Set(
    entries
      .filter(({ text }) => contextsIn(text).some(isChosenByStrangers))
      .map(({ name }) => `env.${name.toLowerCase()}`),
  );
}

export default defineControl({
  id: 'SUP-16',
  title: 'No text that others choose is put into a script',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1'], standards: ['OWASP CICD-SEC-4', 'CWE-94'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An expression is pasted into a script before a shell reads it: a title of "$(curl …)" is a program that runs with the token of the job.',
  remediation:
    'Put the expression into env of the step and use the variable, in quotes, in the script.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return supply.workflows.flatMap(workflow =>
      workflowSteps(workflow).flatMap(({ job, step, name, commands }) => {
        const variables = chosenVariables([
          ...workflow.env,
          ...job.env,
          ...step.env,
        ]);
        const scripts = [
          ...(step.run === undefined ? [] : [step.run]),
          ...step.inputs.filter(input => SCRIPT_INPUTS.has(input.name)),
        ];
        const run = commands
          .filter(command => {
            const program = programOf(command);
            const used = [...variables].some(variable =>
              command.words.some(word =>
                new RegExp(
                  `\\$\\{?${variable.slice(4).replace(/\W/g, '')}\\b`,
                  'i',
                ).test(word),
              ),
            );
            return (
              used &&
              (program === 'eval' ||
                (/^(?:ba|da|z)?sh$|^node$|^python3?$/.test(program) &&
                  command.words.some(word => word === '-c' || word === '-e')) ||
                command.words.some(word => /GITHUB_(?:ENV|PATH)/.test(word)))
            );
          })
          .map((command, index) => ({
            message: `${name} runs, or hands on to what runs next, what others have written.`,
            file: workflow.file,
            line: command.placedLine,
            subject: `${name} run ${index}`,
          }));
        const pasted = scripts.flatMap((script, index) => {
          // Which line of the script it is, so that the finding points at it.
          const lines = script.text.split('\n');
          const bad = contextsIn(script.text).filter(
            context => isChosenByStrangers(context) || variables.has(context),
          );
          if (bad.length === 0) return [];
          const at = Math.max(
            0,
            lines.findIndex(line =>
              contextsIn(line).some(context => bad.includes(context)),
            ),
          );
          return [
            {
              message: `${name} runs a script that ${[...new Set(bad)].join(
                ', ',
              )} is pasted into.`,
              file: workflow.file,
              line: script.line + (step.run === script ? at : 0),
              subject: `${name} ${index}`,
            },
          ];
        });
        return [...pasted, ...run];
      }),
    );
  },
});
