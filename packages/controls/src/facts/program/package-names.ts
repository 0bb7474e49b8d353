import { z } from 'zod';
import type { SourceTree } from '../../source/source-tree';
import type { Dependency } from './dependencies';
import { packageOf } from './module-uses';

const manifestSchema = z.object({
  imports: z.record(z.string(), z.unknown()).optional(),
});
const DEEPEST = 5;

/** The first address of a subpath import, whatever its conditions. */
function addressesOf(target: unknown, depth = 0): readonly string[] {
  if (typeof target === 'string') return [target];
  if (depth > DEEPEST || typeof target !== 'object' || target === null) {
    return [];
  }
  return Object.values(target).flatMap(one => addressesOf(one, depth + 1));
}

/**
 * Finds the package that a name stands for: through `npm:` aliases of
 * package.json and through its subpath imports.
 */
export function packageNames(
  tree: SourceTree,
  dependencies: readonly Dependency[],
): (specifier: string) => string | undefined {
  const aliases = new Map(
    dependencies
      .filter(({ name, importName }) => name !== importName)
      .map(({ name, importName }) => [importName, name]),
  );
  const imports: { readonly start: string; readonly to: string }[] = [];
  for (const [file, content] of tree.files) {
    if (!/(^|\/)package\.json$/.test(file) || /node_modules\//.test(file)) {
      continue;
    }
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder().decode(content));
    } catch {
      continue;
    }
    const manifest = manifestSchema.safeParse(json);
    for (const [name, target] of Object.entries(manifest.data?.imports ?? {})) {
      for (const to of addressesOf(target)) {
        if (!to.startsWith('.'))
          imports.push({ start: name.split('*')[0] ?? name, to });
      }
    }
  }
  return specifier => {
    const mapped = specifier.startsWith('#')
      ? imports.find(({ start }) => specifier.startsWith(start))?.to
      : specifier;
    const name = mapped === undefined ? undefined : packageOf(mapped);
    return name === undefined ? undefined : aliases.get(name) ?? name;
  };
}
