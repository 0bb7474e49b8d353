import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build, stop, version as esbuildVersion, type Plugin } from 'esbuild';
import { ControlPackageError } from './extended-catalogue';
import { ProgramCache } from './program-cache';

const PACKAGE = '@ameide/controls';

/** Packages that load files of their own when they run, and so stay where they are. */
const EXTERNAL = ['@electric-sql/pglite', 'libpg-query', 'typescript'];

/** The program that evaluates trees, ready to run. */
export interface BundledProgram {
  /** One CommonJS file. */
  readonly file: string;
  /** Files, and folders with a separator at their end, that it reads while it runs; some may not exist. */
  readonly reads: readonly string[];
}

/**
 * Bundles the catalogue, its evaluation and extra controls into one file, which
 * starts fast and needs to read little else. The bundle is kept and used again
 * until one of its sources changes.
 *
 * @param modules - absolute paths of modules that export `controls` or `severities`.
 * @throws ControlPackageError when one of them cannot be bundled.
 */
export async function bundleProgram(
  modules: readonly string[],
): Promise<BundledProgram> {
  // Of this package, in the repository or installed.
  const folder = path.dirname(require.resolve(`${PACKAGE}/package.json`));
  const source = entry(modules);
  const key = createHash('sha256')
    .update(JSON.stringify([source, esbuildVersion, process.version, EXTERNAL]))
    .digest('hex')
    .slice(0, 16);
  const reads = [
    path.join(folder, 'package.json'),
    ...[path.join(folder, 'assets'), ...modulesFoldersAbove(folder)].map(
      place => place + path.sep,
    ),
  ];
  const cache = await ProgramCache.of(folder);
  const kept = await cache.find(key);
  if (kept !== undefined) return { file: kept, reads };

  const { outputFiles, metafile } = await bundle(source, folder, modules);
  const file = await cache.keep(key, {
    content: outputFiles[0]?.contents ?? new Uint8Array(),
    sources: Object.keys(metafile.inputs)
      .filter(input => input !== '<stdin>')
      .map(input => path.resolve(folder, input)),
  });
  return { file, reads };
}

/**
 * Gives the default import of the compiler an export of that name. Without it
 * esbuild copies each of the compiler's thousands of exports for each file that
 * imports it, and a use of any goes through the copy: the code that reads code
 * takes half as long again.
 */
const compilerByDefault: Plugin = {
  name: 'compiler-by-default',
  setup({ onResolve, onLoad }) {
    const namespace = 'compiler-by-default';
    onResolve({ filter: /^typescript$/ }, ({ path: name, kind, ...importer }) =>
      kind === 'import-statement' && importer.namespace !== namespace
        ? { path: name, namespace }
        : undefined,
    );
    onLoad({ filter: /./, namespace }, () => ({
      contents: `const compiler = require('typescript'); export default compiler;`,
      resolveDir: '/',
    }));
  },
};

async function bundle(
  source: string,
  folder: string,
  modules: readonly string[],
) {
  try {
    return await build({
      stdin: { contents: source, resolveDir: folder, loader: 'ts' },
      absWorkingDir: folder,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      minifyWhitespace: true,
      legalComments: 'none',
      logLevel: 'silent',
      external: EXTERNAL,
      plugins: [compilerByDefault],
      // What is imported later is found like everything else, from our own folder.
      supported: { 'dynamic-import': false },
      banner: { js: placedIn(folder) },
    });
  } catch (error) {
    if (modules.length === 0 || !(error instanceof Error)) throw error;
    throw new ControlPackageError(
      `${modules.join(', ')}: ${error.message.replace(/\s+/g, ' ')}`,
    );
  } finally {
    // It keeps a process for the next bundle, which is seldom made.
    await stop();
  }
}

function entry(modules: readonly string[]): string {
  const names = modules.map(file => JSON.stringify(file));
  return [
    `import { closeNetwork, controls, serve } from '${PACKAGE}/program';`,
    ...names.map((name, index) => `import * as module${index} from ${name};`),
    `const modules = [${names
      .map((name, index) => `{ file: ${name}, exported: module${index} }`)
      .join(', ')}];`,
    'closeNetwork();',
    'serve({ controls, modules });',
  ].join('\n');
}

/** Lets a bundle find packages as a module of our own folder does, wherever it lies. */
function placedIn(folder: string): string {
  const place = JSON.stringify(path.join(folder, 'package.json'));
  return `__filename = ${place}; require = require('node:module').createRequire(__filename);`;
}

/** Where packages are looked for from a folder on, up to the one that holds the last of those that we load. */
function modulesFoldersAbove(folder: string): string[] {
  const { resolve } = createRequire(path.join(folder, 'package.json'));
  const found = EXTERNAL.map(name => resolve(name));
  const folders: string[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    const modules = path.join(current, 'node_modules');
    folders.push(modules);
    const missing = found.filter(
      file => !folders.some(known => file.startsWith(known + path.sep)),
    );
    if (missing.length === 0 || path.dirname(current) === current) {
      return folders;
    }
  }
}
