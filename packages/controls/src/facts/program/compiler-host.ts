import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import declarations from './declarations.json';

/** Folder that the tree's files lie in, in the compiler's view. */
export const TREE = '/tree/';
const PACKAGES = '/node_modules/';
const LIBRARY = '/library/';

/** Never the tree's own: what it configures must not change how it is judged. */
export const COMPILER_OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  jsx: ts.JsxEmit.Preserve,
  lib: ['lib.es2023.d.ts'],
  maxNodeModuleJsDepth: 0,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  noEmit: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2023,
  types: [],
};

const bundled = new Map(
  Object.entries(declarations).map(([name, text]) => [
    `${PACKAGES}${name}`,
    text,
  ]),
);
const libraryFolder = path.dirname(require.resolve('typescript'));
/** Parsed once for all trees of this process: the compiler changes nothing in them. */
const parsed = new Map<string, ts.SourceFile>();

function fixedText(name: string): string | undefined {
  const text = bundled.get(name);
  if (text !== undefined) return text;
  if (!/^\/library\/lib\.[\w.]+\.d\.ts$/.test(name)) return undefined;
  try {
    return readFileSync(
      path.join(libraryFolder, name.slice(LIBRARY.length)),
      'utf8',
    );
  } catch {
    return undefined;
  }
}

function fixedFile(name: string): ts.SourceFile | undefined {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const text = fixedText(name);
  if (text === undefined) return undefined;
  const file = ts.createSourceFile(name, text, {
    languageVersion: ts.ScriptTarget.ES2023,
    impliedNodeFormat: undefined,
  });
  parsed.set(name, file);
  return file;
}

function folders(names: Iterable<string>): Set<string> {
  const found = new Set<string>();
  for (const name of names) {
    for (
      let folder = path.posix.dirname(name);
      !found.has(folder);
      folder = path.posix.dirname(folder)
    ) {
      found.add(folder);
    }
  }
  return found;
}
const bundledFolders = folders(bundled.keys());

/**
 * A host that knows the tree's texts, the SDK's declarations and the library of
 * the language; nothing else of this machine can be reached through it.
 *
 * @param texts by path below {@link TREE}.
 */
export function compilerHost(
  texts: ReadonlyMap<string, string>,
): ts.CompilerHost {
  const treeFolders = folders([...texts.keys()].map(name => `${TREE}${name}`));
  const textOf = (name: string): string | undefined =>
    name.startsWith(TREE)
      ? texts.get(name.slice(TREE.length))
      : fixedText(name);
  return {
    fileExists: name => textOf(name) !== undefined,
    readFile: textOf,
    directoryExists: name => {
      const folder = name.replace(/(?<=.)\/$/, '');
      return treeFolders.has(folder) || bundledFolders.has(folder);
    },
    getSourceFile: (name, languageVersion) => {
      if (!name.startsWith(TREE)) return fixedFile(name);
      const text = textOf(name);
      return text === undefined
        ? undefined
        : ts.createSourceFile(name, text, languageVersion);
    },
    getCanonicalFileName: name => name,
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => `${LIBRARY}lib.es2023.d.ts`,
    getDefaultLibLocation: () => LIBRARY.slice(0, -1),
    getNewLine: () => '\n',
    useCaseSensitiveFileNames: () => true,
    writeFile: () => undefined,
  };
}
