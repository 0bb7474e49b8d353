/**
 * The source of a service, wherever it lies: a folder, a Git tree or a
 * repository that Backstage reads. Whoever reads it keeps these promises.
 */
export interface SourceTree {
  /** Contents of the regular files by path: relative, with `/`, without `.` and `..`, sorted. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is neither file nor folder, by path, in words, as `link to ../../etc/passwd`. Never followed. */
  readonly irregular: ReadonlyMap<string, string>;
}
