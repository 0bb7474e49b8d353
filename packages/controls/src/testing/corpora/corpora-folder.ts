import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { SourceTree } from '../../source/source-tree';

/**
 * The folder of labelled cases from other tools' test suites, which is no part
 * of the repository: `AMEIDE_CORPORA`, or a folder beside it. Undefined where
 * there is none.
 */
export function corporaFolder(): string | undefined {
  const root = path.join(__dirname, '..', '..', '..', '..', '..');
  return [
    process.env.AMEIDE_CORPORA,
    path.join(root, '..', 'shared', 'corpora'),
    path.join(root, '..', '..', 'shared', 'corpora'),
  ].find(folder => folder !== undefined && existsSync(folder));
}

/** A file or folder as a tree. */
export function treeAt(place: string): SourceTree {
  const names = statSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter(name => statSync(path.join(place, name)).isFile())
        .sort()
        .map(name => [name, path.join(place, name)] as const)
    : [[path.basename(place), place] as const];
  return {
    files: new Map(
      names.map(([name, file]) => [
        name.split(path.sep).join('/'),
        new Uint8Array(readFileSync(file)),
      ]),
    ),
    irregular: new Map(),
  };
}
