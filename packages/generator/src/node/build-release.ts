import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { domainInputSchema } from '../domain/input';
import { packArchive } from './archive';
import { bundleGenerator } from './bundle-generator';
import { checkSkeletonLockfile } from './check-skeleton-lockfile';
import { readCurrentRelease, releasesFolder } from './current-release';
import { type FileEntry, readFolder } from './read-folder';
import { releaseDigest, type ReleaseManifest } from './release-files';
import { releaseInputsDigest, repositoryFolders } from './release-inputs';
import { packSdk } from './sdk-tarball';
import { removeAbandonedStaging, writeFileAtomically } from './staging';

const releaseFileSchema = z.strictObject({
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
});

const json = (value: unknown) =>
  Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** What building a release came to. */
export interface BuiltRelease {
  readonly template: string;
  readonly version: string;
  readonly digest: string;
  /** Nothing had changed, so nothing was built. */
  readonly unchanged: boolean;
}

/** Which release to build. */
export interface BuildReleaseOptions {
  readonly repositoryRoot: string;
  readonly template: string;
}

/**
 * Builds the release of a template from the repository into
 * `.ameide/releases/<template>/<digest>.tgz` and makes it the current one.
 * An archive that is there already is never written again.
 */
export async function buildRelease(
  options: BuildReleaseOptions,
): Promise<BuiltRelease> {
  const { repositoryRoot, template } = options;
  const folders = repositoryFolders(repositoryRoot, template);
  const inputs = await releaseInputsDigest(folders);
  const folder = releasesFolder(repositoryRoot, template);
  const current = await readCurrentRelease(folder);
  if (current?.inputs === inputs) {
    return {
      template,
      version: current.version,
      digest: current.digest,
      unchanged: true,
    };
  }
  const { version, sdk, skeleton, entries } = await assembleRelease(options);
  checkSkeletonLockfile(skeleton, sdk);
  const digest = releaseDigest(entries);
  await mkdir(folder, { recursive: true });
  await removeAbandonedStaging(folder);
  const archive = `${digest.replace('sha256:', '')}.tgz`;
  await writeOnce(path.join(folder, archive), await packArchive(entries));
  await writeFileAtomically(
    path.join(folder, 'current.json'),
    json({ schemaVersion: 1, template, version, digest, archive, inputs }),
  );
  return { template, version, digest, unchanged: false };
}

/** Reads, packs and bundles everything that a release consists of. */
export async function assembleRelease({
  repositoryRoot,
  template,
}: BuildReleaseOptions) {
  const folders = repositoryFolders(repositoryRoot, template);
  const { version } = releaseFileSchema.parse(
    JSON.parse(
      await readFile(path.join(folders.template, 'release.json'), 'utf8'),
    ),
  );
  const sdk = await packSdk(folders.sdk);
  const manifest: ReleaseManifest = {
    schemaVersion: 1,
    template,
    version,
    sdk: { name: sdk.name, version: sdk.version },
  };
  const file = (name: string, content: Uint8Array): FileEntry => ({
    path: name,
    content,
    executable: false,
  });
  const skeleton = await readFolder(folders.template, 'skeleton');
  if (skeleton.length === 0) throw new Error(`${template} has no skeleton`);
  const entries: FileEntry[] = [
    file('manifest.json', json(manifest)),
    file(
      'input.schema.json',
      json(z.toJSONSchema(domainInputSchema, { io: 'input' })),
    ),
    file('sdk/package.tgz', sdk.tarball),
    file(
      'sdk/descriptor.binpb',
      await readFile(path.join(folders.sdk, 'proto', 'descriptor.binpb')),
    ),
    file('generator/index.cjs', await bundleGenerator(folders.generator)),
    ...skeleton,
    ...(await readFolder(folders.template, 'partials')),
  ];
  return { version, sdk, skeleton, entries };
}

async function writeOnce(target: string, content: Uint8Array) {
  const exists = await readFile(target).then(
    () => true,
    () => false,
  );
  if (!exists) await writeFileAtomically(target, content);
}
