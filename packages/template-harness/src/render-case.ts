import { rmSync } from 'node:fs';
import { InvalidInputError, generate, parseInput } from '@ameide/generator';
import { loadRelease, writeTree } from '@ameide/generator/node';
import type { TemplateCase } from './cases';

/**
 * Renders a case with the current release into a folder, which is emptied first.
 *
 * @throws InvalidInputError with every problem when the case is not valid.
 */
export async function renderCase(options: {
  readonly one: TemplateCase;
  readonly repositoryRoot: string;
  readonly folder: string;
}): Promise<void> {
  const { one, repositoryRoot, folder } = options;
  const parsed = parseInput(one.template, one.values);
  if (!parsed.ok) throw new InvalidInputError(one.template, parsed.problems);
  const release = await loadRelease({ repositoryRoot, template: one.template });
  rmSync(folder, { recursive: true, force: true });
  await writeTree(generate({ release, input: parsed.input }), folder);
}
