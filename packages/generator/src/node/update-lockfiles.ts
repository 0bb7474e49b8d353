import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { generate } from '../generate';
import { InvalidInputError } from '../problem';
import { parseInput } from '../parse-input';
import { openLockfile } from '../tree/lockfile';
import { assembleRelease, type BuildReleaseOptions } from './build-release';
import { releaseOf } from './release-files';
import { repositoryFolders } from './release-inputs';
import { writeTree } from './write-tree';

// Dependencies do not depend on the input, so the smallest will do.
const SMALLEST_INPUT = {
  service: 'lockfile',
  owner: 'group:default/platform',
  system: 'platform',
  description: 'Stands in for a service while its lockfile is made.',
  aggregates: [{ name: 'Entry', fields: [{ name: 'label', type: 'string' }] }],
};

/**
 * Lets npm bring the lockfiles of a skeleton up to date with its package.json
 * files and with the SDK, and puts them back into the skeleton. Versions that
 * are locked already stay. Needs a registry; run by hand, never in a build.
 */
export async function updateLockfiles(
  options: BuildReleaseOptions,
): Promise<string[]> {
  const { entries } = await assembleRelease(options);
  const release = releaseOf(entries);
  const parsed = parseInput(options.template, SMALLEST_INPUT);
  if (!parsed.ok)
    throw new InvalidInputError(options.template, parsed.problems);
  const workspace = await mkdtemp(path.join(tmpdir(), 'ameide-lockfile-'));
  try {
    const folder = path.join(workspace, 'service');
    await writeTree(generate({ release, input: parsed.input }), folder);
    const updated: string[] = [];
    for (const part of ['', 'tools']) {
      const current = path.join(folder, part);
      await promisify(execFile)(
        'npm',
        [
          'install',
          '--package-lock-only',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          '--omit-lockfile-registry-resolved',
        ],
        { cwd: current },
      );
      const text = await readFile(
        path.join(current, 'package-lock.json'),
        'utf8',
      );
      const target = path.join(
        repositoryFolders(options.repositoryRoot, options.template).template,
        'skeleton',
        part,
        'package-lock.json',
      );
      await writeFile(target, openLockfile(text, release.sdk));
      updated.push(target);
    }
    return updated;
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}
