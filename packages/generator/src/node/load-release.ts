import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { isTemplateName, TEMPLATES } from '../parse-input';
import type { TemplateRelease } from '../release/release';
import { unpackArchive } from './archive';
import { readCurrentRelease, releasesFolder } from './current-release';
import { releaseOf } from './release-files';
import { releaseInputsDigest, repositoryFolders } from './release-inputs';

/**
 * Which release to load: from the repository that it was built in, or from a
 * folder of releases, which is all that a deployed portal has.
 */
export type LoadReleaseOptions = { readonly template: string } & (
  | {
      /** Folder that holds `.ameide/releases`, and the sources. */
      readonly repositoryRoot: string;
      readonly directory?: undefined;
    }
  | {
      /** Folder of releases: it holds one folder for each template. */
      readonly directory: string;
      readonly repositoryRoot?: undefined;
    }
);

/**
 * Loads the current release of a template and verifies its digest. In a
 * repository whose sources have changed since, it is refused: the record in a
 * generated tree would name a release that did not make it.
 *
 * @throws Error that says what to do.
 */
export async function loadRelease(
  options: LoadReleaseOptions,
): Promise<TemplateRelease> {
  const { repositoryRoot, template } = options;
  if (!isTemplateName(template)) {
    throw new Error(
      `no template is named ${JSON.stringify(
        template,
      )}; use one of ${TEMPLATES.join(', ')}`,
    );
  }
  const folder =
    options.repositoryRoot === undefined
      ? path.join(options.directory, template)
      : releasesFolder(options.repositoryRoot, template);
  const current = await readCurrentRelease(folder);
  if (current === undefined) {
    throw new Error(
      `there is no release of ${template} yet; build it with: yarn build:releases`,
    );
  }
  if (
    repositoryRoot !== undefined &&
    (await isOutdated(repositoryRoot, template, current.inputs))
  ) {
    throw new Error(
      `the release of ${template} is older than its sources; build it again with: yarn build:releases`,
    );
  }
  const release = await loadReleaseArchive(path.join(folder, current.archive));
  if (release.digest !== current.digest) {
    throw new Error(
      `the release ${current.digest} of ${template} is damaged: its files have the digest ${release.digest}`,
    );
  }
  return release;
}

/** Whether all sources are there and differ from those of the release. */
async function isOutdated(
  repositoryRoot: string,
  template: string,
  inputs: string,
): Promise<boolean> {
  const folders = repositoryFolders(repositoryRoot, template);
  const sources = [
    path.join(folders.template, 'skeleton'),
    path.join(folders.generator, 'src'),
    path.join(folders.sdk, 'dist'),
  ];
  if (!(await Promise.all(sources.map(exists))).every(Boolean)) return false;
  return (await releaseInputsDigest(folders)) !== inputs;
}

/** The last release that was loaded from an archive, and the state that the file was in. */
const LOADED = new Map<
  string,
  { readonly state: string; readonly release: TemplateRelease }
>();

/**
 * Loads a release from its archive. An archive that has not changed is not read
 * again: unpacking it takes longer than rendering, and what is compiled of a
 * release lives as long as the release does.
 */
export async function loadReleaseArchive(
  file: string,
): Promise<TemplateRelease> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
  const state = [ino, size, mtimeNs, ctimeNs].join(' ');
  const known = LOADED.get(file);
  if (known?.state === state) return known.release;
  const release = releaseOf(await unpackArchive(await readFile(file)));
  LOADED.set(file, { state, release });
  return release;
}

function exists(target: string): Promise<boolean> {
  return stat(target).then(
    () => true,
    () => false,
  );
}
