import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type FileEntry, readFolder } from './read-folder';
import { packArchive } from './archive';

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  files: z.array(z.string()),
  scripts: z.unknown().optional(),
  devDependencies: z.unknown().optional(),
  private: z.unknown().optional(),
});

/** The SDK as an npm package. */
export interface SdkPackage {
  readonly name: string;
  readonly version: string;
  readonly tarball: Uint8Array;
  /** Its dependencies, which the lockfiles of skeletons must agree with. */
  readonly dependencies: unknown;
}

/**
 * Packs the built SDK as `npm pack` would, but so that the same files give the
 * same bytes on every machine. What only its own development needs stays out.
 *
 * @throws Error when the SDK is not built.
 */
export async function packSdk(sdkFolder: string): Promise<SdkPackage> {
  const manifestText = await readFile(
    path.join(sdkFolder, 'package.json'),
    'utf8',
  );
  const {
    scripts,
    devDependencies,
    private: isPrivate,
    ...manifest
  } = manifestSchema.parse(JSON.parse(manifestText));
  const entries: FileEntry[] = [
    {
      path: 'package.json',
      content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
      executable: false,
    },
  ];
  for (const listed of manifest.files) {
    const found = await readFolder(sdkFolder, listed);
    if (found.length === 0) {
      throw new Error(
        `${manifest.name}: there is no ${listed}; build the SDK first (yarn build:sdk)`,
      );
    }
    entries.push(...found);
  }
  const executables = binaries(manifest.bin);
  return {
    name: manifest.name,
    version: manifest.version,
    dependencies: manifest.dependencies,
    tarball: await packArchive(
      entries
        .filter(entry => !entry.path.endsWith('.tsbuildinfo'))
        .map(entry => ({
          ...entry,
          path: `package/${entry.path}`,
          executable: executables.includes(entry.path),
        })),
    ),
  };
}

function binaries(bin: unknown): string[] {
  const listed =
    typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin];
  return listed
    .filter(entry => typeof entry === 'string')
    .map(entry => path.posix.normalize(entry));
}
