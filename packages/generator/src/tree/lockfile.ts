import { z } from 'zod';
import type { ReleaseSdk } from '../release/release';

const dependenciesSchema = z.record(z.string(), z.string()).optional();
const lockedPackageSchema = z.looseObject({});
const lockfileSchema = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  packages: z.record(z.string(), lockedPackageSchema),
});
type LockedPackage = z.output<typeof lockedPackageSchema>;
type Lockfile = z.output<typeof lockfileSchema>;
const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string().optional(),
  dependencies: dependenciesSchema,
});

/**
 * Completes a lockfile of the skeleton: the name and version of the generated
 * package, and for the vendored SDK the version, the file and its integrity.
 * Everything else in it was written by npm, without addresses.
 *
 * @param skeleton - the file's bytes, the same array for as long as its release lives.
 */
export function completeLockfile(
  skeleton: Uint8Array,
  manifestText: string,
  sdk: Pick<ReleaseSdk, 'name' | 'version' | 'integrity'>,
  tarball: string,
): string {
  const { lockfile, entries } = readSkeleton(skeleton);
  const manifest = manifestSchema.parse(JSON.parse(manifestText));
  const identity = {
    name: manifest.name,
    ...(manifest.version === undefined ? {} : { version: manifest.version }),
  };
  const completed = new Map(entries);
  const complete = (
    path: string,
    changes: (entry: LockedPackage) => object,
  ) => {
    const entry = lockfile.packages[path];
    if (entry === undefined) return;
    completed.set(path, entryText(path, { ...entry, ...changes(entry) }));
  };
  complete('', entry => {
    const locked = dependenciesSchema.parse(entry.dependencies);
    return {
      ...identity,
      ...(locked && {
        dependencies: withSdk(locked, manifest.dependencies, sdk.name),
      }),
    };
  });
  complete(`node_modules/${sdk.name}`, () => ({
    version: sdk.version,
    resolved: `file:${tarball}`,
    integrity: sdk.integrity,
  }));
  const withoutPackages = JSON.stringify(
    { ...lockfile, ...identity, packages: {} },
    null,
    2,
  );
  // No string of a JSON text holds this: its quotes would be escaped.
  return `${withoutPackages.replace(
    '"packages": {}',
    () => `"packages": {\n${[...completed.values()].join(',\n')}\n  }`,
  )}\n`;
}

/** A lockfile of a skeleton, and each of its packages as it stands in the text. */
interface SkeletonLockfile {
  readonly lockfile: Lockfile;
  readonly entries: ReadonlyMap<string, string>;
}

// Hundreds of packages, of which two differ from one service to the next.
const READ = new WeakMap<Uint8Array, SkeletonLockfile>();

function readSkeleton(content: Uint8Array): SkeletonLockfile {
  let read = READ.get(content);
  if (read === undefined) {
    const lockfile = parseLockfile(Buffer.from(content).toString('utf8'));
    const entries = Object.entries(lockfile.packages).map(
      ([path, entry]) => [path, entryText(path, entry)] as const,
    );
    read = { lockfile, entries: new Map(entries) };
    READ.set(content, read);
  }
  return read;
}

/** `"path": {…}` as it is written among the packages. */
function entryText(path: string, entry: object): string {
  const text = JSON.stringify({ [path]: entry }, null, 2);
  return text.slice('{\n'.length, -'\n}'.length).replace(/^/gm, '  ');
}

function parseLockfile(text: string): Lockfile {
  return lockfileSchema.parse(JSON.parse(text));
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
  const lockfile = parseLockfile(text);
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
