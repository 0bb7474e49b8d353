import { isDeviceName } from '../device-names';

/** A path in the output, and the index of the aggregate that the file is repeated for. */
export interface OutputPath {
  readonly path: string;
  readonly aggregate: number | undefined;
}

/** What the segments in brackets stand for. */
export interface PathValues {
  readonly service: string;
  readonly protoDir: string;
  readonly protoFile: string;
  /** Kebab-case names. */
  readonly aggregates: readonly string[];
}

/**
 * Where a file of the skeleton goes: `[service]`, `[protoDir]` and `[protoFile]`
 * are replaced, `[aggregate]` repeats the file for each aggregate, and the
 * ending `.hbs` is dropped.
 *
 * @throws Error for an unknown segment or a path that is not safe to write.
 */
export function outputPaths(
  skeletonPath: string,
  values: PathValues,
): OutputPath[] {
  const path = skeletonPath.replace(/\.hbs$/, '');
  const indices = path.includes('[aggregate]')
    ? [...values.aggregates.keys()]
    : [undefined];
  return indices.map(aggregate => {
    const replaced = path.replace(/\[(\w*)\]/g, (segment, name: string) => {
      switch (name) {
        case 'service':
          return values.service;
        case 'protoDir':
          return values.protoDir;
        case 'protoFile':
          return values.protoFile;
        case 'aggregate':
          return values.aggregates[aggregate ?? 0] ?? segment;
        default:
          throw new Error(`${skeletonPath}: nothing is known as ${segment}`);
      }
    });
    assertSafePath(replaced);
    return { path: replaced, aggregate };
  });
}

/**
 * Refuses paths that are absolute, leave the tree, enter `.git` in any spelling
 * that a file system may treat as the same, or mean something else on Windows.
 *
 * @throws Error that names the path.
 */
export function assertSafePath(path: string): void {
  const segments = path.split('/');
  const safe =
    path.length <= 240 &&
    segments.every(
      segment =>
        /^[A-Za-z0-9._@+()-]+$/.test(segment) &&
        !/^\.+$/.test(segment) &&
        !segment.endsWith('.') &&
        !/^(?:\.git|git~\d+)$/i.test(segment) &&
        !isDeviceName(segment),
    );
  if (!safe)
    throw new Error(
      `${JSON.stringify(path)} is not a path that may be written`,
    );
}
