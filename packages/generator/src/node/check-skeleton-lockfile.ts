import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { FileEntry } from './read-folder';
import type { SdkPackage } from './sdk-tarball';

const lockfileSchema = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      dependencies: z.unknown().optional(),
    }),
  ),
});

const UPDATE = 'update it with: yarn ameide releases update-lockfiles';

/**
 * The lockfile of a skeleton must fit the SDK that goes with it, name no
 * address, and hold an integrity for everything that comes from a registry.
 *
 * @throws Error that says which entry is wrong.
 */
export function checkSkeletonLockfile(
  skeleton: readonly FileEntry[],
  sdk: SdkPackage,
) {
  const main = skeleton.find(
    entry => entry.path === 'skeleton/package-lock.json',
  );
  if (main === undefined)
    throw new Error(`the skeleton has no package-lock.json; ${UPDATE}`);
  const sdkEntry = parse(main).packages[`node_modules/${sdk.name}`];
  if (
    sdkEntry === undefined ||
    !isDeepStrictEqual(sdkEntry.dependencies ?? {}, sdk.dependencies ?? {})
  ) {
    throw new Error(
      `package-lock.json of the skeleton does not have the dependencies of ${sdk.name}; ${UPDATE}`,
    );
  }
  for (const file of skeleton) {
    if (!/\/package-lock\.json$/.test(file.path)) continue;
    for (const [name, entry] of Object.entries(parse(file).packages)) {
      if (name === '' || name === `node_modules/${sdk.name}`) continue;
      if (entry.resolved !== undefined)
        throw new Error(`${file.path}: ${name} has an address; ${UPDATE}`);
      if (entry.integrity === undefined)
        throw new Error(`${file.path}: ${name} has no integrity; ${UPDATE}`);
    }
  }
}

function parse(file: FileEntry) {
  return lockfileSchema.parse(
    JSON.parse(Buffer.from(file.content).toString('utf8')),
  );
}
