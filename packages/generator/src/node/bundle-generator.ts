import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const LARGEST_BUNDLE = 64 * 1024 * 1024;

/**
 * Bundles the generator into one CommonJS file without dependencies, so that a
 * release can be rendered when the packages of today are long gone. esbuild runs
 * in a process of its own: only building a release needs it.
 */
export async function bundleGenerator(
  generatorFolder: string,
): Promise<Uint8Array> {
  const nothing = './src/node/without-compiler.ts';
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      require.resolve('esbuild/bin/esbuild'),
      path.join('src', 'index.ts'),
      '--bundle',
      '--platform=node',
      '--target=node22',
      '--format=cjs',
      '--minify-whitespace',
      '--legal-comments=eof',
      '--log-level=warning',
      `--alias:typescript=${nothing}`,
      `--alias:@typescript/vfs=${nothing}`,
    ],
    { cwd: generatorFolder, encoding: 'buffer', maxBuffer: LARGEST_BUNDLE },
  );
  return stdout;
}
