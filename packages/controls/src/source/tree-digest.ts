import { createHash } from 'node:crypto';
import type { SourceTree } from './source-tree';

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * `sha256:…` over the paths and contents of a tree and over what it has of links
 * and the like: two trees have one digest only if nothing that is evaluated
 * differs.
 */
export function treeDigest(tree: SourceTree): string {
  const lines = [
    ...[...tree.files].map(
      ([path, content]) => `file ${sha256(content)} ${path}\n`,
    ),
    ...[...tree.irregular].map(
      ([path, description]) => `irregular ${sha256(description)} ${path}\n`,
    ),
  ];
  return `sha256:${sha256(lines.join(''))}`;
}
