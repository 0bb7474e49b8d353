import type { SourceTree } from '../../source/source-tree';

const STARTERS =
  /(^|\/)(Dockerfile[^/]*|Containerfile)$|^deploy\/.*\.ya?ml$|\.(service|procfile)$/i;
const STARTED = /[\w@./-]+\.[cm]?[jt]s\b/g;

/**
 * Paths of code that an image or a workload of the tree starts, as the texts of
 * Dockerfiles and manifests name them: `dist/src/main.js`. Only which files are
 * part of the service depends on it, so that a name too many does no harm.
 */
export function startedPaths(tree: SourceTree): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const [file, content] of tree.files) {
    if (!STARTERS.test(file) || content.byteLength > 1_000_000) continue;
    const text = new TextDecoder().decode(content);
    for (const [name] of text.matchAll(STARTED)) {
      paths.add(name.replace(/^(\.\/|\/app\/|\/)*/, ''));
    }
  }
  return paths;
}

/** The source that a started path was compiled from, among the files of the tree. */
export function sourceOfStarted(
  started: string,
  has: (path: string) => boolean,
): string | undefined {
  const stem = started.replace(/\.[cm]?[jt]s$/, '');
  const places = [stem, ...outputFolders(stem)];
  for (const place of places) {
    for (const ending of ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']) {
      if (has(`${place}${ending}`)) return `${place}${ending}`;
    }
  }
  return undefined;
}

/** `dist/src/main` was `src/main`, or `main` of `src`. */
function outputFolders(stem: string): readonly string[] {
  const inside = /^[^/]+\/(.+)$/.exec(stem)?.[1];
  return inside === undefined ? [] : [inside, `src/${inside}`];
}
