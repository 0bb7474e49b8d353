import { hash } from 'node:crypto';

/** sha256 in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content, 'hex');
}

const KNOWN = new WeakMap<Uint8Array, string>();

/**
 * {@link sha256} of a file that nobody changes any more. Those that are only copied
 * from a release are the same arrays in every tree, and half of its bytes.
 */
export function contentHash(content: Uint8Array): string {
  let hashed = KNOWN.get(content);
  if (hashed === undefined) {
    hashed = sha256(content);
    KNOWN.set(content, hashed);
  }
  return hashed;
}

/** What npm calls integrity: `sha512-…` in base64. */
export function npmIntegrity(content: Uint8Array): string {
  return `sha512-${hash('sha512', content, 'base64')}`;
}

/** Orders paths by their code units, which does not depend on a locale. */
export function comparePaths(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** `sha256:…` over paths, modes and contents, whatever order they come in. */
export function treeDigest(
  files: Iterable<
    readonly [
      string,
      { readonly content: Uint8Array; readonly executable: boolean },
    ]
  >,
): string {
  return digestOfHashed(
    [...files].map(([path, { content, executable }]) => [
      path,
      { hash: sha256(content), executable },
    ]),
  );
}

/** The digest of a tree whose files have been hashed already, each by {@link sha256}. */
export function digestOfHashed(
  files: readonly (readonly [
    string,
    { readonly hash: string; readonly executable: boolean },
  ])[],
): string {
  const lines = [...files]
    .sort(([first], [second]) => comparePaths(first, second))
    .map(
      ([path, file]) => `${file.hash} ${file.executable ? 'x' : '-'} ${path}\n`,
    );
  return `sha256:${sha256(lines.join(''))}`;
}
