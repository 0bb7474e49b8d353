import { posix } from 'node:path';
import type {
  Dependency,
  LockedPackage,
  Lockfile,
  NpmSettings,
  PackageManifest,
  PlacedEntry,
} from './supply';

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text entries of an object that may be missing. */
function texts(value: unknown): [string, string][] {
  return isObject(value)
    ? Object.entries(value).flatMap(([name, text]) =>
        typeof text === 'string' ? [[name, text] as [string, string]] : [],
      )
    : [];
}

function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function folderOf(file: string): string {
  const folder = posix.dirname(file);
  return folder === '.' ? '' : folder;
}

/** Lines on which the keys of a JSON text stand, found without a second parser: a key in quotes with its colon. */
class JsonLines {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Line of the last of nested keys, each searched for behind the one before; that of the last one found otherwise. */
  of(...keys: readonly string[]): number {
    let at = 0;
    for (const key of keys) {
      const found = this.#text.indexOf(`${JSON.stringify(key)}:`, at);
      const spaced =
        found < 0 ? this.#text.indexOf(JSON.stringify(key), at) : found;
      if (spaced < 0) break;
      at = spaced;
    }
    return this.#text.slice(0, at).split('\n').length;
  }
}

const DEPENDENCIES = [
  ['dependencies', true],
  ['optionalDependencies', true],
  ['peerDependencies', true],
  ['devDependencies', false],
] as const;

/** Overrides nest: every text in them is what some package is forced to. */
function overridesOf(
  value: unknown,
  lineOf: (name: string) => number,
): Dependency[] {
  const found: Dependency[] = [];
  const pending: Json[] = isObject(value) ? [value] : [];
  while (pending.length > 0) {
    const current = pending.pop() ?? {};
    for (const [name, wanted] of Object.entries(current)) {
      if (isObject(wanted)) pending.push(wanted);
      else if (typeof wanted === 'string') {
        found.push({ name, wanted, line: lineOf(name), production: true });
      }
    }
  }
  return found;
}

/** @throws SyntaxError when it is no JSON; Error when it is no object. */
export function readPackage(file: string, text: string): PackageManifest {
  const json: unknown = JSON.parse(text);
  if (!isObject(json)) throw new Error('must be an object');
  const lines = new JsonLines(text);
  return {
    file,
    folder: folderOf(file),
    dependencies: DEPENDENCIES.flatMap(([key, production]) =>
      texts(json[key]).map(([name, wanted]) => ({
        name,
        wanted,
        line: lines.of(key, name),
        production,
      })),
    ),
    overrides: [
      ...overridesOf(json.overrides, name => lines.of('overrides', name)),
      ...overridesOf(json.resolutions, name => lines.of('resolutions', name)),
    ],
    scripts: texts(json.scripts).map(([name, script]) => ({
      name,
      text: script,
      line: lines.of('scripts', name),
    })),
    isWorkspaceRoot: json.workspaces !== undefined,
  };
}

/** @throws SyntaxError when it is no JSON; Error when it is no lockfile that has a list of packages. */
export function readLockfile(file: string, text: string): Lockfile {
  const json: unknown = JSON.parse(text);
  if (!isObject(json) || !isObject(json.packages)) {
    throw new Error(
      'has no list of packages: it must be of version 2 or later',
    );
  }
  const lineOfPath = new Map<string, number>();
  text.split('\n').forEach((line, index) => {
    const key = /^\s{0,40}"([^"]{0,1000})"\s{0,4}:\s{0,4}\{/.exec(line)?.[1];
    if (key !== undefined && !lineOfPath.has(key)) {
      lineOfPath.set(key, index + 1);
    }
  });
  const packages = new Map<string, LockedPackage>();
  for (const [path, entry] of Object.entries(json.packages)) {
    if (!isObject(entry)) throw new Error(`${path}: must be an object`);
    const version = optionalText(entry.version);
    const resolved = optionalText(entry.resolved);
    const integrity = optionalText(entry.integrity);
    packages.set(path, {
      path,
      line: lineOfPath.get(path) ?? 1,
      ...(version === undefined ? {} : { version }),
      ...(resolved === undefined ? {} : { resolved }),
      ...(integrity === undefined ? {} : { integrity }),
      isLink: entry.link === true,
      hasInstallScript: entry.hasInstallScript === true,
      dependencies: new Map(DEPENDENCIES.flatMap(([key]) => texts(entry[key]))),
    });
  }
  return { file, folder: folderOf(file), packages };
}

/** Reads the settings of an .npmrc, in npm's own ini: comments begin with # or ;. */
export function readNpmSettings(file: string, text: string): NpmSettings {
  return {
    file,
    folder: folderOf(file),
    settings: text.split('\n').flatMap((raw, index): PlacedEntry[] => {
      const line = raw.trim();
      if (line === '' || line.startsWith('#') || line.startsWith(';')) {
        return [];
      }
      const equals = line.indexOf('=');
      return [
        {
          name: (equals < 0 ? line : line.slice(0, equals)).trim(),
          text:
            equals < 0
              ? 'true'
              : line
                  .slice(equals + 1)
                  .trim()
                  .replace(/^(["'])(.*)\1$/, '$2'),
          line: index + 1,
        },
      ];
    }),
  };
}
