import { TEMPLATES } from '@ameide/generator';
import { buildRelease, updateLockfiles } from '@ameide/generator/node';
import path from 'node:path';
import type { Terminal } from '../terminal';

/** Builds the releases of all templates; where nothing has changed, nothing is done. */
export async function buildReleases(
  repositoryRoot: string,
  terminal: Terminal,
): Promise<void> {
  for (const template of TEMPLATES) {
    const release = await buildRelease({ repositoryRoot, template });
    const state = release.unchanged ? 'unchanged' : 'built';
    terminal.out(`${template} ${release.version} ${release.digest} ${state}`);
  }
}

/** Brings the lockfiles of all skeletons up to date; needs a registry. */
export async function updateAllLockfiles(
  repositoryRoot: string,
  terminal: Terminal,
): Promise<void> {
  for (const template of TEMPLATES) {
    for (const file of await updateLockfiles({ repositoryRoot, template })) {
      terminal.out(path.relative(repositoryRoot, file));
    }
  }
}
