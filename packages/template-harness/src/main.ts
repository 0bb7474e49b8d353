import path from 'node:path';
import { discoverCases, type TemplateCase } from './cases';
import { Report } from './report';
import { exerciseCase, serviceFolder } from './exercise-case';
import { startedServiceAnswers } from './started-service';
import { tryMutant } from './mutants/try-mutant';
import { domainControllerMutants } from './mutants/domain-controller';

/** Options of the command line: `--case <name>`, `--mutant <id>`, `--no-mutants`. */
function parseArguments(args: readonly string[]) {
  const values = (flag: string) =>
    args.flatMap((arg, index) => {
      const value = args[index + 1];
      return arg === flag && value ? [value] : [];
    });
  return {
    cases: values('--case'),
    mutants: values('--mutant'),
    skipMutants: args.includes('--no-mutants'),
  };
}

function selected(
  all: readonly TemplateCase[],
  names: readonly string[],
): readonly TemplateCase[] {
  const unknown = names.filter(name => !all.some(one => one.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no case ${unknown.join(', ')}. Cases: ${all
        .map(one => one.name)
        .join(', ')}`,
    );
  }
  return names.length === 0 ? all : all.filter(one => names.includes(one.name));
}

/** @param repositoryRoot - absolute path of the repository whose templates are tried. */
export async function main(repositoryRoot: string): Promise<number> {
  const options = parseArguments(process.argv.slice(2));
  const workspace = path.join(repositoryRoot, '.ameide', 'harness');
  const report = new Report();

  for (const one of selected(discoverCases(repositoryRoot), options.cases)) {
    const built = await exerciseCase({
      one,
      repositoryRoot,
      workspace,
      report,
    });
    if (!built) continue;
    await startedServiceAnswers({
      name: one.name,
      folder: serviceFolder(workspace, one),
      report,
    });
    const mutants = options.skipMutants
      ? []
      : domainControllerMutants.filter(
          mutant =>
            mutant.caseName === one.name &&
            (options.mutants.length === 0 ||
              options.mutants.includes(mutant.id)),
        );
    for (const mutant of mutants) {
      await tryMutant({
        mutant,
        service: serviceFolder(workspace, one),
        workspace,
        report,
      });
    }
  }

  report.write(
    path.join(repositoryRoot, '.ameide', 'test-results', 'templates.json'),
  );
  process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`);
  return report.failed === 0 ? 0 : 1;
}
