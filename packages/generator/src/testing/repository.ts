import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { DomainInput } from '../domain/input';
import { InvalidInputError } from '../problem';
import { parseInput } from '../parse-input';
import { assembleRelease } from '../node/build-release';
import { releaseOf } from '../node/release-files';
import type { TemplateRelease } from '../release/release';

/** The repository that this package is part of. */
export const REPOSITORY_ROOT = path.resolve(
  path.dirname(require.resolve('@ameide/generator/package.json')),
  '..',
  '..',
);

/** The release that the sources would give now. Needs a built SDK. */
export async function currentSources(
  template: string,
): Promise<TemplateRelease> {
  const { entries } = await assembleRelease({
    repositoryRoot: REPOSITORY_ROOT,
    template,
  });
  return releaseOf(entries);
}

/** The cases of a template: names and valid inputs. */
export function templateCases(
  template: string,
): { name: string; input: DomainInput }[] {
  const folder = path.join(REPOSITORY_ROOT, 'templates', template, 'cases');
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .map(file => {
      const parsed = parseInput(
        template,
        parse(readFileSync(path.join(folder, file), 'utf8')),
      );
      if (!parsed.ok)
        throw new InvalidInputError(`${template} (${file})`, parsed.problems);
      return { name: path.basename(file, '.yaml'), input: parsed.input };
    });
}
