import { rmSync } from 'node:fs';
import path from 'node:path';
import { runCommand, type CommandResult } from '../command';
import { finishedTests } from '../finished-tests';
import type { Report } from '../report';
import type { ListedMutant } from './index';
import type { TestCatcher } from './mutant';
import { plantMutant } from './plant-mutant';

function runCatcher(
  folder: string,
  { test, within = test }: TestCatcher,
): Promise<CommandResult> {
  return runCommand('npm', ['test', '--', `--test-name-pattern=${within}`], {
    cwd: folder,
    timeoutSeconds: 300,
  });
}

/** Runs the tests that are the catchers of mutants of one installed service; on the service itself each runs once. */
export class TestCatchers {
  readonly #service: string;
  readonly #workspace: string;
  readonly #unmutated = new Map<string, Promise<string | undefined>>();

  /**
   * @param options.service - folder of the installed service.
   * @param options.workspace - folder where sabotaged copies may lie.
   */
  constructor(options: {
    readonly service: string;
    readonly workspace: string;
  }) {
    this.#service = options.service;
    this.#workspace = options.workspace;
  }

  /**
   * Sabotages a copy of the service and runs the one test that is meant to
   * notice. The mutant is caught when that test fails and passed before; a run
   * that fails for another reason (it does not compile, say) proves nothing.
   */
  async try(
    mutant: ListedMutant,
    catcher: TestCatcher,
    report: Report,
  ): Promise<void> {
    const began = Date.now();
    const survived = await this.#survival(mutant, catcher).catch(
      (error: unknown) => (error instanceof Error ? error.message : `${error}`),
    );
    report.addMutant(mutant, {
      catcher: `the test ${catcher.test}`,
      seconds: (Date.now() - began) / 1000,
      ...(survived === undefined ? {} : { survived }),
    });
  }

  /** @returns why the mutant was not caught; undefined when it was. */
  async #survival(
    mutant: ListedMutant,
    catcher: TestCatcher,
  ): Promise<string | undefined> {
    const copy = path.join(this.#workspace, 'mutants', mutant.id);
    plantMutant(this.#service, copy, mutant);
    try {
      const key = `${catcher.test} ${catcher.within}`;
      let unmutated = this.#unmutated.get(key);
      if (unmutated === undefined) {
        unmutated = this.#failureWithoutMutant(catcher);
        this.#unmutated.set(key, unmutated);
      }
      const already = await unmutated;
      if (already !== undefined) return already;

      const result = await runCatcher(copy, catcher);
      const { failed } = finishedTests(result.output);
      if (result.code !== 0 && failed.some(name => catcher.test.test(name))) {
        return undefined;
      }
      return failed.length > 0
        ? `survived the test it was meant for; failing were:\n${failed.join(
            '\n',
          )}`
        : `survived (exit code ${result.code})\n${result.output.slice(-3000)}`;
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }

  async #failureWithoutMutant(
    catcher: TestCatcher,
  ): Promise<string | undefined> {
    const { test } = catcher;
    const result = await runCatcher(this.#service, catcher);
    const { passed } = finishedTests(result.output);
    return result.code === 0 && passed.some(name => test.test(name))
      ? undefined
      : `without the mutant, no test ${test} passes (exit code ${
          result.code
        })\n${result.output.slice(-3000)}`;
  }
}
