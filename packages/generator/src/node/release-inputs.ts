import path from 'node:path';
import { treeDigest } from '../tree/digests';
import { type FileEntry, readFolder } from './read-folder';

/** The folders of the repository that a release is made from. */
export interface RepositoryFolders {
  readonly template: string;
  readonly sdk: string;
  readonly generator: string;
}

/** Where a repository keeps what the release of a template is made from. */
export function repositoryFolders(
  repositoryRoot: string,
  template: string,
): RepositoryFolders {
  return {
    template: path.join(repositoryRoot, 'templates', template),
    sdk: path.join(repositoryRoot, 'packages', 'sdk'),
    generator: path.join(repositoryRoot, 'packages', 'generator'),
  };
}

/**
 * Digest over everything in the repository that a release is made from. Where it
 * has not changed, neither has the release.
 */
export async function releaseInputsDigest(
  folders: RepositoryFolders,
): Promise<string> {
  const parts: [string, FileEntry[]][] = [
    ['skeleton', await readFolder(folders.template, 'skeleton')],
    ['partials', await readFolder(folders.template, 'partials')],
    ['release', await readFolder(folders.template, 'release.json')],
    ['sdk', await readFolder(folders.sdk, 'dist')],
    ['sdk', await readFolder(folders.sdk, 'proto')],
    ['sdk', await readFolder(folders.sdk, 'package.json')],
    ['sdk', await readFolder(folders.sdk, 'README.md')],
    ['generator', await readFolder(folders.generator, 'package.json')],
    [
      'generator',
      (await readFolder(folders.generator, 'src')).filter(
        entry => !/\.test\.ts$|^src\/testing\//.test(entry.path),
      ),
    ],
  ];
  return treeDigest(
    parts.flatMap(([part, entries]) =>
      entries.map(entry => [`${part}/${entry.path}`, entry] as const),
    ),
  );
}
