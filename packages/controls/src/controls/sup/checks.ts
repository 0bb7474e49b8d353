import {
  argumentsOf,
  programOf,
  type ShellCommand,
} from '../../facts/supply/shell-commands';
import type {
  PackageManifest,
  Supply,
  Workflow,
} from '../../facts/supply/supply';
import {
  workflowSteps,
  type PlacedCommand,
  type WorkflowScript,
} from './scripts';

/** What CI must do with every change. */
export const CHECKS = ['test', 'lint', 'typecheck', 'breaking'] as const;
export type Check = (typeof CHECKS)[number];

/** Programs that are a check by themselves. */
const PROGRAMS: ReadonlyMap<string, Check> = new Map([
  ['jest', 'test'],
  ['vitest', 'test'],
  ['mocha', 'test'],
  ['ava', 'test'],
  ['ameide-test', 'test'],
  ['eslint', 'lint'],
  ['biome', 'lint'],
  ['tsc', 'typecheck'],
]);

const SCRIPTS: readonly { readonly form: RegExp; readonly check: Check }[] = [
  { form: /^(?:test|check|ci|verify)(?:[:-]|$)/, check: 'test' },
  { form: /^(?:lint|check|ci|verify)(?:[:-]|$)/, check: 'lint' },
  {
    form: /^(?:typecheck|type-check|types|tsc|check|ci|verify|build|test)(?:[:-]|$)/,
    check: 'typecheck',
  },
  { form: /(?:^|[:-])breaking(?:[:-]|$)/, check: 'breaking' },
];

/** Name of the script of a package that a command runs, as `test` of `npm --prefix tools run test`. */
export function scriptOf(command: ShellCommand): string | undefined {
  if (!['npm', 'yarn', 'pnpm', 'bun'].includes(programOf(command))) {
    return undefined;
  }
  const words: string[] = [];
  const all = argumentsOf(command);
  for (let index = 0; index < all.length; index++) {
    const word = all[index] ?? '';
    if (word === '--') break;
    if (/^(?:--prefix|-C|--workspace|-w|--cwd|--filter)$/.test(word))
      index += 1;
    else if (!word.startsWith('-')) words.push(word);
  }
  const [first, second] = words;
  if (first === 't' || first === 'tst') return 'test';
  if (first === 'run' || first === 'run-script') return second;
  // npm runs these by their bare name; `npm ci` and the like are its own.
  return programOf(command) !== 'npm' || first === 'test' || first === 'start'
    ? first
    : undefined;
}

/** What a command checks, directly or by a script of a package. */
export function checksOf(command: ShellCommand): Check[] {
  const program = programOf(command);
  const direct = PROGRAMS.get(program);
  if (direct !== undefined) return [direct];
  if (program === 'node' && command.words.includes('--test')) return ['test'];
  if (program === 'buf') {
    if (command.words.includes('breaking')) return ['breaking'];
    return command.words.includes('lint') ? ['lint'] : [];
  }
  if (program === 'make' || program === 'task' || program === 'just') {
    return argumentsOf(command).flatMap(word => checksOfScript(word));
  }
  const script = scriptOf(command);
  return script === undefined ? [] : checksOfScript(script);
}

function checksOfScript(script: string): Check[] {
  return SCRIPTS.flatMap(({ form, check }) =>
    form.test(script) ? [check] : [],
  );
}

/** Why a command's failure changes nothing; undefined when it does. */
export function mutedBy(command: PlacedCommand): string | undefined {
  if (command.next === '||') {
    const [following] = command.following;
    const program = following === undefined ? '' : programOf(following);
    const code =
      following === undefined ? undefined : argumentsOf(following)[0];
    const fails =
      program === 'false' ||
      ((program === 'exit' || program === 'return') &&
        code !== undefined &&
        code !== '0') ||
      // `{ echo …; exit 1; }`
      command.following.some(
        one =>
          programOf(one) === 'exit' &&
          argumentsOf(one)[0] !== undefined &&
          argumentsOf(one)[0] !== '0',
      );
    return fails ? undefined : `is followed by || ${program}`;
  }
  if (command.next === '&') return 'is not waited for';
  if (command.next === '|') {
    return 'is piped, and only the end of a pipe counts';
  }
  const flag = command.words.find(word =>
    /^--(?:passWithNoTests|pass-with-no-tests|no-error-on-unmatched-pattern|allow-empty-input|exit-zero|quiet-exit|noEmitOnError=false)$|^--max-warnings=-1$/i.test(
      word,
    ),
  );
  return flag === undefined ? undefined : `has ${flag}`;
}

/** Steps of workflows that run a check for proposed changes. */
export interface CheckRun extends WorkflowScript {
  readonly check: Check;
  readonly command: PlacedCommand;
}

/** Whether a workflow runs for every proposed change. */
export function runsForChanges({ triggers, isAction }: Workflow): boolean {
  return (
    isAction ||
    triggers.some(
      ({ event }) =>
        event === 'pull_request' ||
        event === 'merge_group' ||
        event === 'workflow_call',
    )
  );
}

/** Every check that a workflow runs for proposed changes. */
export function checkRuns(supply: Supply): CheckRun[] {
  return supply.workflows
    .filter(runsForChanges)
    .flatMap(workflow =>
      workflowSteps(workflow).flatMap(script =>
        script.commands.flatMap(command =>
          checksOf(command).map(check => ({ ...script, check, command })),
        ),
      ),
    );
}

/** Scripts of packages that are checks. */
export function checkScripts(packages: readonly PackageManifest[]): {
  readonly file: string;
  readonly name: string;
  readonly text: string;
  readonly line: number;
}[] {
  return packages.flatMap(({ file, scripts }) =>
    scripts
      .filter(({ name }) =>
        /^(?:test|lint|typecheck|type-check|breaking|verify|check)(?:[:-]|$)/.test(
          name,
        ),
      )
      .map(script => ({ file, ...script })),
  );
}
