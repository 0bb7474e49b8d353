import { statSync } from 'node:fs';

/** Files that a bundle was made from, by path, with what tells an edited one from the old one. */
export type Fingerprints = Readonly<Record<string, string>>;

/** `<size> <time of change>` of a file; empty for one that is no more. */
export function fingerprintOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}

/** Whether all files are still what they were. */
export function areUnchanged(fingerprints: Fingerprints): boolean {
  return Object.entries(fingerprints).every(
    ([file, fingerprint]) => fingerprintOf(file) === fingerprint,
  );
}
