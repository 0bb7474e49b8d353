import { rmSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../command';
import { failingTests } from '../failing-tests';
import type { Report } from '../report';
import { plantMutant, type Mutant } from './mutant';

/**
 * Runs the tests of a sabotaged service. The mutant is caught when the run
 * fails and the failing tests include the one that is meant to notice; a run
 * that fails for another reason (it does not compile, say) proves nothing.
 */
export async function tryMutant(options: {
  readonly mutant: Mutant;
  readonly service: string;
  readonly workspace: string;
  readonly report: Report;
}): Promise<void> {
  const { mutant, report } = options;
  const name = `mutant ${mutant.id}`;
  const copy = path.join(options.workspace, 'mutants', mutant.id);
  try {
    plantMutant(options.service, copy, mutant);
  } catch (error) {
    report.add({
      name,
      passed: false,
      seconds: 0,
      detail: error instanceof Error ? error.message : String(error),
    });
    return;
  }
  const result = await runCommand('npm', ['test'], {
    cwd: copy,
    timeoutSeconds: 300,
  });
  const failing = failingTests(result.output);
  const caught =
    result.code !== 0 && failing.some(test => mutant.caughtBy.test(test));
  report.add({
    name: caught
      ? `${name}: caught by "${failing.find(test =>
          mutant.caughtBy.test(test),
        )}"`
      : name,
    passed: caught,
    seconds: result.seconds,
    detail:
      failing.length > 0
        ? `survived the test it was meant for; failing were:\n${failing.join(
            '\n',
          )}`
        : `survived (exit code ${result.code})\n${result.output.slice(-3000)}`,
  });
  rmSync(copy, { recursive: true, force: true });
}
