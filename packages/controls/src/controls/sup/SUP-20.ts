import { defineControl, type Finding } from '../../control/control';
import { programOf, shellCommands } from '../../facts/supply/shell-commands';
import { checkRuns, checkScripts, checksOf, mutedBy, scriptOf } from './checks';
import { workflowSteps } from './scripts';

/** Whether a shell ends with the first command that fails: those that GitHub names itself do, a template only with -e. */
function stopsAtFailure(shell: string): boolean {
  return !shell.includes('{0}') || /\s-[a-z]*e/.test(shell);
}

/** Programs that do nothing: a check made of them passes always. */
const IDLE = new Set(['echo', 'true', ':', 'exit', 'printf', 'sleep', '']);

/** Programs that make or move files: a script of these alone tests nothing. */
const BUILDERS = new Set([
  ...IDLE,
  'tsc',
  'esbuild',
  'swc',
  'rollup',
  'vite',
  'webpack',
  'rm',
  'mkdir',
  'cp',
  'mv',
  'cd',
  'rimraf',
  'prettier',
  'eslint',
  'buf',
]);

/** Deepest chain of scripts that call each other. */
const DEEPEST = 8;

/** Whether a script does nothing but what is in a set, with all the scripts of its package that it calls. */
function doesOnly(
  programs: ReadonlySet<string>,
  text: string,
  scripts: ReadonlyMap<string, string>,
  depth = 0,
): boolean {
  return shellCommands(text).every(command => {
    const called = scriptOf(command);
    if (called !== undefined && depth < DEEPEST) {
      const next = scripts.get(called);
      return next !== undefined && doesOnly(programs, next, scripts, depth + 1);
    }
    return programs.has(programOf(command));
  });
}

export default defineControl({
  id: 'SUP-20',
  title: 'A check that fails stops the change',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§7.3', '§8.1'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A check with || true is green whatever it finds, and everybody believes it.',
  remediation:
    'Take away || true, continue-on-error, set +e and their like; mend or delete what fails.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.workflows.length + supply.packages.length === 0) {
      return { notApplicable: 'There is no workflow and no package.' };
    }
    const findings: Finding[] = [];
    const seen = new Set<string>();
    const add = (finding: Finding) => {
      const key = `${finding.file} ${finding.subject}`;
      if (!seen.has(key)) findings.push(finding);
      seen.add(key);
    };
    const runs = checkRuns(supply);
    const workflows = new Set(runs.map(({ workflow }) => workflow));
    for (const { workflow, job, step, name, command } of runs) {
      const { file } = workflow;
      const why = mutedBy(command);
      if (why !== undefined) {
        add({
          message: `${command.words.slice(0, 3).join(' ')} of ${name} ${why}.`,
          file,
          line: command.placedLine,
          subject: `${name} ${command.words.join(' ')}`,
        });
      }
      for (const tolerated of [job.continueOnError, step.continueOnError]) {
        if (tolerated !== undefined && tolerated.text !== 'false') {
          add({
            message: `${name} may fail: continue-on-error.`,
            file,
            line: tolerated.line,
            subject: `continue ${
              tolerated === job.continueOnError ? job.id : name
            }`,
          });
        }
      }
    }
    for (const workflow of workflows) {
      for (const { name, commands, step } of workflowSteps(workflow)) {
        const runsCheck = commands.some(
          command => checksOf(command).length > 0,
        );
        const off = commands.find(
          command =>
            programOf(command) === 'set' &&
            command.words.some(word => /^\+[a-z]*e|^\+o$/.test(word)),
        );
        const { shell } = step;
        if (runsCheck && shell !== undefined && !stopsAtFailure(shell.text)) {
          add({
            message: `${name} goes on after a failure: its shell is ${shell.text}.`,
            file: workflow.file,
            line: shell.line,
            subject: `shell ${name}`,
          });
        }
        if (runsCheck && off !== undefined) {
          add({
            message: `${name} goes on after a failure: set +e.`,
            file: workflow.file,
            line: off.placedLine,
            subject: `set ${name}`,
          });
        }
      }
    }
    for (const { file, name, text, line } of checkScripts(supply.packages)) {
      const commands = shellCommands(text);
      const scripts = new Map(
        supply.packages
          .filter(one => one.file === file)
          .flatMap(one =>
            one.scripts.map(script => [script.name, script.text] as const),
          ),
      );
      const isIdle = doesOnly(name === 'test' ? BUILDERS : IDLE, text, scripts);
      const muted = commands.find((command, index) => {
        const why = mutedBy({
          ...command,
          file,
          placedLine: line,
          following: commands.slice(index + 1),
          script: name,
        });
        return why !== undefined && command.next !== '|';
      });
      const succeeds = commands.some(
        (command, index) =>
          index === commands.length - 1 &&
          index > 0 &&
          IDLE.has(programOf(command)) &&
          commands[index - 1]?.next === ';',
      );
      if (isIdle || muted !== undefined || succeeds) {
        add({
          message: `The script ${name} ${
            isIdle ? 'checks nothing' : 'passes whatever it finds'
          }.`,
          file,
          line,
          subject: `script ${name}`,
        });
      }
    }
    return findings;
  },
});
