import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TemplateCase } from './cases';
import { runCommand } from './command';
import { explainFailure } from './finished-tests';
import { renderCase } from './render-case';
import type { Report } from './report';

/** Where the service of a case lies while the harness works on it. */
export function serviceFolder(workspace: string, one: TemplateCase): string {
  return path.join(workspace, one.template, one.name);
}

/** One npm command. */
interface Step {
  readonly args: readonly string[];
  readonly timeoutSeconds: number;
}

const install: Step = {
  args: ['ci', '--no-audit', '--no-fund'],
  timeoutSeconds: 300,
};

/** What a stranger does with a fresh service, in order. */
const steps: readonly Step[] = [
  install,
  { args: ['run', 'build'], timeoutSeconds: 120 },
  { args: ['run', 'typecheck'], timeoutSeconds: 120 },
  { args: ['test'], timeoutSeconds: 300 },
  { args: ['run', 'lint'], timeoutSeconds: 600 },
];

interface CaseOptions {
  readonly one: TemplateCase;
  readonly repositoryRoot: string;
  readonly workspace: string;
  readonly report: Report;
}

/** Renders a case; @returns whether that went well. */
async function rendered(options: CaseOptions): Promise<boolean> {
  const { one, report } = options;
  const began = Date.now();
  const refused = await renderCase({
    one,
    repositoryRoot: options.repositoryRoot,
    folder: serviceFolder(options.workspace, one),
  }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : `${error}`),
  );
  report.add({
    name: `${one.name}: render`,
    passed: refused === undefined,
    seconds: (Date.now() - began) / 1000,
    ...(refused === undefined ? {} : { detail: refused }),
  });
  return refused === undefined;
}

/** Runs one step in the folder of a case; @returns whether it went well. */
async function done(step: Step, options: CaseOptions): Promise<boolean> {
  const { one, report } = options;
  const result = await runCommand('npm', step.args, {
    cwd: serviceFolder(options.workspace, one),
    timeoutSeconds: step.timeoutSeconds,
  });
  report.add({
    name: `${one.name}: npm ${step.args.join(' ')}`,
    passed: result.code === 0,
    seconds: result.seconds,
    detail: explainFailure(result.output),
  });
  return result.code === 0;
}

/**
 * Renders a case and does with it what a stranger would: installs, builds,
 * type-checks, tests and lints it.
 *
 * @returns whether the service is fit to be sabotaged.
 */
export async function exerciseCase(options: CaseOptions): Promise<boolean> {
  if (!(await rendered(options))) return false;
  for (const step of steps) {
    // A failing linter does not keep the tests from being judged.
    if (!(await done(step, options)) && step.args[1] !== 'lint') return false;
  }
  return true;
}

/**
 * Renders and installs a case, unless it lies installed in the workspace as the
 * current release makes it.
 *
 * @param record - content of `.ameide/scaffold.json` as the current release makes it.
 * @returns whether the service is fit to be sabotaged.
 */
export async function installCase(
  options: CaseOptions & { readonly record: string },
): Promise<boolean> {
  const folder = serviceFolder(options.workspace, options.one);
  const record = path.join(folder, '.ameide', 'scaffold.json');
  if (
    existsSync(path.join(folder, 'node_modules', '.package-lock.json')) &&
    existsSync(record) &&
    readFileSync(record, 'utf8') === options.record
  ) {
    return true;
  }
  return (await rendered(options)) && done(install, options);
}
