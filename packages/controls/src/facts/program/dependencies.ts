import { z } from 'zod';
import type { SourceTree } from '../../source/source-tree';

/** A package that the tree installs. */
export interface Dependency {
  /** Of the package itself, whatever it is installed as. */
  readonly name: string;
  /** By which the code imports it. */
  readonly importName: string;
  /** package.json or lockfile that says so. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Installed in production too, and not only to build or to test. */
  readonly production: boolean;
  /** It stands in package.json itself, and not only as what another package needs. */
  readonly direct: boolean;
  /** Version, range or address. */
  readonly wanted: string;
}

const record = z.record(z.string(), z.string()).optional().catch(undefined);
const manifestSchema = z.object({
  dependencies: record,
  optionalDependencies: record,
  peerDependencies: record,
  devDependencies: record,
});
const lockSchema = z.object({
  packages: z
    .record(
      z.string(),
      z.object({
        version: z.string().optional(),
        dev: z.boolean().optional(),
        name: z.string().optional(),
      }),
    )
    .optional(),
});

/** Folders with manifests of others, or of what is no part of the service. */
const OTHERS = /(^|\/)(node_modules|dist|vendor)\//;

/** What the manifests and npm lockfiles of a tree install. Those that cannot be read install nothing. */
export function readDependencies(tree: SourceTree): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const [file, content] of tree.files) {
    const name = file.slice(file.lastIndexOf('/') + 1);
    if (OTHERS.test(file)) continue;
    if (name !== 'package.json' && name !== 'package-lock.json') continue;
    const text = new TextDecoder().decode(content);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      continue;
    }
    // A folder of tools has a manifest of its own, and is no part of the image.
    const isTool = /^(tools|scripts|local|test)\//.test(file);
    found.push(
      ...(name === 'package.json'
        ? ofManifest(file, text, json, isTool)
        : ofLock(file, text, json, isTool)),
    );
  }
  return found;
}

function ofManifest(
  file: string,
  text: string,
  json: unknown,
  isTool: boolean,
): Dependency[] {
  const manifest = manifestSchema.safeParse(json);
  if (!manifest.success) return [];
  const lines = linesOf(text);
  return Object.entries(manifest.data).flatMap(([kind, list]) =>
    Object.entries(list ?? {}).map(([name, wanted]) => ({
      name: /^npm:((?:@[^/]+\/)?[^@]+)/.exec(wanted)?.[1] ?? name,
      importName: name,
      file,
      line: lines(`"${name}"`),
      production: kind !== 'devDependencies' && !isTool,
      direct: true,
      wanted,
    })),
  );
}

function ofLock(
  file: string,
  text: string,
  json: unknown,
  isTool: boolean,
): Dependency[] {
  const lock = lockSchema.safeParse(json);
  if (!lock.success) return [];
  const lines = linesOf(text);
  return Object.entries(lock.data.packages ?? {}).flatMap(([place, entry]) => {
    const at = place.lastIndexOf('node_modules/');
    if (at < 0) return [];
    return [
      {
        name: entry.name ?? place.slice(at + 'node_modules/'.length),
        importName: place.slice(at + 'node_modules/'.length),
        file,
        line: lines(`"${place}"`),
        production: entry.dev !== true && !isTool,
        direct: false,
        wanted: entry.version ?? '',
      },
    ];
  });
}

/** First line that holds a text. */
function linesOf(text: string): (wanted: string) => number {
  const lines = text.split('\n');
  const first = new Map<string, number>();
  lines.forEach((line, index) => {
    const key = /^\s*("(?:[^"\\]|\\.)*")\s*:/.exec(line)?.[1];
    if (key !== undefined && !first.has(key)) first.set(key, index + 1);
  });
  return wanted => first.get(wanted) ?? 1;
}
