import path from 'node:path';
import { discoverCases } from './cases';
import { mutantFamilies, mutants, type ListedMutant } from './mutants';
import { parseOptions, type Options } from './options';
import { Report } from './report';
import { tryCase } from './try-case';
import { variants } from './variants';

/**
 * What of a list was named; all of it when nothing was.
 *
 * @throws Error when something is named that is not there.
 */
function chosen<T>(
  what: string,
  all: readonly T[],
  names: readonly string[],
  nameOf: (one: T) => string,
): readonly T[] {
  const unknown = names.filter(name => !all.some(one => nameOf(one) === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no ${what} ${unknown.join(', ')}. There are: ${all
        .map(nameOf)
        .join(', ')}`,
    );
  }
  return names.length === 0
    ? all
    : all.filter(one => names.includes(nameOf(one)));
}

function chosenMutants(options: Options): readonly ListedMutant[] {
  if (!options.tryMutants) return [];
  const families = chosen(
    'family',
    Object.keys(mutantFamilies),
    options.families,
    family => family,
  );
  return chosen('mutant', mutants, options.mutants, ({ id }) => id).filter(
    ({ family }) => families.includes(family),
  );
}

/** @param repositoryRoot - absolute path of the repository whose templates are tried. */
export async function main(repositoryRoot: string): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const workspace = path.join(repositoryRoot, '.ameide', 'harness');
  const report = new Report();
  const wantedMutants = chosenMutants(options);
  const wantedVariants = options.tryVariants
    ? chosen('variant', variants, options.variants, ({ id }) => id)
    : [];
  const cases = chosen(
    'case',
    discoverCases(repositoryRoot),
    options.cases,
    ({ name }) => name,
  );

  for (const one of cases) {
    const ofCase = ({ caseName }: { readonly caseName: string }) =>
      caseName === one.name;
    await tryCase({
      one,
      repositoryRoot,
      workspace,
      report,
      exercise: options.exercise,
      evaluate: options.tryVariants && options.variants.length === 0,
      mutants: wantedMutants.filter(ofCase),
      variants: wantedVariants.filter(ofCase),
    });
  }

  report.write(
    path.join(repositoryRoot, '.ameide', 'test-results', 'templates.json'),
  );
  process.stdout.write(report.mutantTable());
  process.stdout.write(`${report.passed} passed, ${report.failed} failed\n`);
  return report.failed === 0 ? 0 : 1;
}
