import type { SourceTree } from '@ameide/controls';
import type { TemplateCase } from './cases';
import { exerciseCase, installCase, serviceFolder } from './exercise-case';
import type { ListedMutant } from './mutants';
import { ControlCatchers } from './mutants/try-control-mutant';
import { TestCatchers } from './mutants/try-test-mutant';
import { generateCase } from './render-case';
import type { Report } from './report';
import { sourceTree } from './service-tree';
import { startedServiceAnswers } from './started-service';
import { everyControlHolds, tryVariant } from './variants/try-variant';
import type { Variant } from './variants/variant';

/** What is tried of one case. */
export interface CaseTrial {
  readonly one: TemplateCase;
  readonly repositoryRoot: string;
  /** Folder where services may lie. */
  readonly workspace: string;
  readonly report: Report;
  /** Whether the service is installed, built, tested, linted and started. */
  readonly exercise: boolean;
  /** Whether every control must hold on the case as it is. */
  readonly evaluate: boolean;
  /** Mutants and variants of this case. */
  readonly mutants: readonly ListedMutant[];
  readonly variants: readonly Variant[];
}

const RECORD = '.ameide/scaffold.json';

/** Tries one case: the service itself, its good variants, and its mutants. */
export async function tryCase(trial: CaseTrial): Promise<void> {
  const { one, workspace, report } = trial;
  let fit = false;
  if (trial.exercise) {
    fit = await exerciseCase(trial);
    if (fit) {
      await startedServiceAnswers({
        name: one.name,
        folder: serviceFolder(workspace, one),
        report,
      });
    }
  }

  if (!trial.evaluate && trial.variants.length + trial.mutants.length === 0) {
    return;
  }
  let tree: SourceTree;
  try {
    const { files } = await generateCase(trial);
    tree = sourceTree(
      new Map([...files].map(([path, { content }]) => [path, content])),
    );
  } catch (error) {
    // Where the service was rendered to be exercised, the report says so already.
    if (!trial.exercise) {
      report.add({
        name: `${one.name}: render`,
        passed: false,
        seconds: 0,
        detail: error instanceof Error ? error.message : `${error}`,
      });
    }
    return;
  }

  if (trial.evaluate) {
    await everyControlHolds({ name: one.name, tree: () => tree, report });
  }
  for (const variant of trial.variants) {
    await tryVariant(variant, tree, report);
  }

  const controlCatchers = new ControlCatchers(tree);
  for (const mutant of trial.mutants) {
    if ('control' in mutant.caughtBy) {
      await controlCatchers.try(mutant, mutant.caughtBy.control, report);
    }
  }

  const ofTests = trial.mutants.flatMap(mutant =>
    'test' in mutant.caughtBy ? [{ mutant, catcher: mutant.caughtBy }] : [],
  );
  if (ofTests.length === 0) return;
  if (!trial.exercise) {
    const record = Buffer.from(tree.files.get(RECORD) ?? []).toString('utf8');
    fit = await installCase({ ...trial, record });
  }
  const testCatchers = new TestCatchers({
    service: serviceFolder(workspace, one),
    workspace,
  });
  for (const { mutant, catcher } of ofTests) {
    if (fit) await testCatchers.try(mutant, catcher, report);
    else {
      report.addMutant(mutant, {
        catcher: `the test ${catcher.test}`,
        seconds: 0,
        survived: 'the service could not be built and tested without it',
      });
    }
  }
}
