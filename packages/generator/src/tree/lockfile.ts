import { z } from 'zod';
import type { ReleaseSdk } from '../release/release';

const dependenciesSchema = z.record(z.string(), z.string()).optional();
const lockfileSchema = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  packages: z.record(z.string(), z.looseObject({})),
});
const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  dependencies: dependenciesSchema,
});

/**
 * Completes a lockfile of the skeleton: the name and version of the generated
 * package, and for the vendored SDK the version, the file and its integrity.
 * Everything else in it was written by npm, without addresses.
 */
export function completeLockfile(
  text: string,
  manifestText: string,
  sdk: Pick<ReleaseSdk, 'name' | 'version' | 'integrity'>,
  tarball: string,
): string {
  const lockfile = lockfileSchema.parse(JSON.parse(text));
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const { packages } = lockfile;
  const identity = {
    name: manifest.name,
    ...(manifest.version === undefined ? {} : { version: manifest.version }),
  };
  const completed: Record<string, unknown> = {};
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '') {
      const locked = dependenciesSchema.parse(entry.dependencies);
      completed[path] = {
        ...entry,
        ...identity,
        ...(locked && {
          dependencies: withSdk(locked, manifest.dependencies, sdk.name),
        }),
      };
    } else if (path === `node_modules/${sdk.name}`) {
      completed[path] = {
        ...entry,
        version: sdk.version,
        resolved: `file:${tarball}`,
        integrity: sdk.integrity,
      };
    } else {
      completed[path] = entry;
    }
  }
  return `${JSON.stringify(
    { ...lockfile, ...identity, packages: completed },
    null,
    2,
  )}\n`;
}

/** The dependencies of the lockfile, with the file of the SDK as the manifest has it. */
function withSdk(
  locked: Readonly<Record<string, string>>,
  declared: Readonly<Record<string, string>> | undefined,
  sdk: string,
): Record<string, string> {
  const file = declared?.[sdk];
  return file === undefined || !(sdk in locked)
    ? { ...locked }
    : { ...locked, [sdk]: file };
}

/**
 * The other way round: what npm has written, as it goes into the skeleton. What
 * differs between services and releases is left open.
 */
export function openLockfile(
  text: string,
  sdk: Pick<ReleaseSdk, 'name'>,
): string {
  const lockfile = lockfileSchema.parse(JSON.parse(text));
  const packages = Object.fromEntries(
    Object.entries(lockfile.packages).map(([path, entry]) => {
      if (path === '') return [path, { ...entry, name: 'service' }];
      if (path !== `node_modules/${sdk.name}`) return [path, entry];
      return [
        path,
        {
          ...entry,
          version: '0.0.0',
          resolved: undefined,
          integrity: undefined,
        },
      ];
    }),
  );
  return `${JSON.stringify(
    { ...lockfile, name: 'service', packages },
    null,
    2,
  )}\n`;
}
