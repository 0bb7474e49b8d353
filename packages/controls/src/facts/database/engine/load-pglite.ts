import type * as pglite from '@electric-sql/pglite';

/**
 * Loads PGlite by Node's own module loader: it imports dynamically when it
 * starts, which the sandbox of a test runner does not allow.
 *
 * @param part Export of the package, as `contrib/citext`.
 */
export function requirePglite(part: string): unknown {
  const { createRequire } = process.getBuiltinModule('node:module');
  return createRequire(__filename)(`@electric-sql/pglite${part}`);
}

function isPglite(value: unknown): value is typeof pglite {
  return typeof value === 'object' && value !== null && 'PGlite' in value;
}

let loaded: typeof pglite | undefined;

export function loadPglite(): typeof pglite {
  if (loaded === undefined) {
    const value = requirePglite('');
    if (!isPglite(value)) throw new Error('This is no PGlite.');
    loaded = value;
  }
  return loaded;
}

/**
 * Compiles outside such a sandbox too: PGlite knows a module by the class of its
 * own realm.
 */
export function compileOutside(code: Uint8Array): Promise<WebAssembly.Module> {
  const { runInThisContext } = process.getBuiltinModule('node:vm');
  const assembly: typeof WebAssembly = runInThisContext('WebAssembly');
  return assembly.compile(new Uint8Array(code));
}
