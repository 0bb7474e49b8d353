import { rmSync } from 'node:fs';
import {
  InvalidInputError,
  generate,
  parseInput,
  type GeneratedTree,
} from '@ameide/generator';
import { loadRelease, writeTree } from '@ameide/generator/node';
import type { TemplateCase } from './cases';

/**
 * Makes the files of a case with the current release, in memory.
 *
 * @throws InvalidInputError with every problem when the case is not valid.
 */
export async function generateCase(options: {
  readonly one: TemplateCase;
  readonly repositoryRoot: string;
}): Promise<GeneratedTree> {
  const { one, repositoryRoot } = options;
  const parsed = parseInput(one.template, one.values);
  if (!parsed.ok) throw new InvalidInputError(one.template, parsed.problems);
  const release = await loadRelease({ repositoryRoot, template: one.template });
  return generate({ release, input: parsed.input });
}

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
  const tree = await generateCase(options);
  rmSync(options.folder, { recursive: true, force: true });
  await writeTree(tree, options.folder);
}
