import path from 'node:path';
import type { TemplateCase } from './cases';
import { runCommand } from './command';
import { explainFailure } from './failing-tests';
import { renderCase } from './render-case';
import type { Report } from './report';

/** Where the service of a case lies while the harness works on it. */
export function serviceFolder(workspace: string, one: TemplateCase): string {
  return path.join(workspace, one.template, one.name);
}

/** What a stranger does with a fresh service, in order. */
const steps: readonly {
  readonly args: readonly string[];
  readonly timeoutSeconds: number;
}[] = [
  { args: ['ci', '--no-audit', '--no-fund'], timeoutSeconds: 300 },
  { args: ['run', 'build'], timeoutSeconds: 120 },
  { args: ['run', 'typecheck'], timeoutSeconds: 120 },
  { args: ['test'], timeoutSeconds: 300 },
  { args: ['run', 'lint'], timeoutSeconds: 600 },
];

/**
 * Renders a case and does with it what a stranger would: installs, builds,
 * type-checks, tests and lints it.
 *
 * @returns whether the service is fit to be sabotaged.
 */
export async function exerciseCase(options: {
  readonly one: TemplateCase;
  readonly repositoryRoot: string;
  readonly workspace: string;
  readonly report: Report;
}): Promise<boolean> {
  const { one, report } = options;
  const folder = serviceFolder(options.workspace, one);
  const began = Date.now();
  const refused = await renderCase({
    one,
    repositoryRoot: options.repositoryRoot,
    folder,
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
  if (refused !== undefined) return false;

  let fit = true;
  for (const { args, timeoutSeconds } of steps) {
    const result = await runCommand('npm', args, {
      cwd: folder,
      timeoutSeconds,
    });
    report.add({
      name: `${one.name}: npm ${args.join(' ')}`,
      passed: result.code === 0,
      seconds: result.seconds,
      detail: explainFailure(result.output),
    });
    // A failing linter does not keep the tests from being judged.
    if (result.code !== 0 && args[1] !== 'lint') fit = false;
    if (!fit) return false;
  }
  return fit;
}
