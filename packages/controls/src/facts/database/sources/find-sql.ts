import type { SourceTree } from '../../../source/source-tree';
import type { ServiceDescription } from '../../metadata/service-description';
import type { SqlFile } from './sql-file';

/** The SQL of a tree, by what it is for. */
export interface SqlSources {
  /** Run by an administrator. */
  readonly roles: readonly SqlFile[];
  /** Run by the owner, in this order. */
  readonly migrations: readonly SqlFile[];
  /** Everything else, which somebody may run later. */
  readonly others: readonly SqlFile[];
  /** What cannot be decoded, by path. */
  readonly unreadable: readonly string[];
}

/** Packages of others, which are no part of the service. */
const FOREIGN = /(?:^|\/)(?:node_modules|\.git)\//;

/** Takes changes back: `001.undo.x.sql`, `001_x.down.sql`, `U1__x.sql`. */
const REVERSAL = /(?:[._-](?:undo|down|revert|rollback)(?=[._-])|(?:^|\/)U\d)/;

const SQL = /\.(?:sql|psql|pgsql|ddl)$/i;

const NUMBER = /^[vV]?(\d{1,30})/;

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** By number, then by name; what has no number comes last. */
function inOrder(first: SqlFile, second: SqlFile): number {
  const [one, two] = [first, second].map(({ path }) => {
    const digits = NUMBER.exec(nameOf(path))?.[1];
    return digits === undefined ? undefined : BigInt(digits);
  });
  if (one !== two) {
    if (one === undefined) return 1;
    if (two === undefined) return -1;
    return one < two ? -1 : 1;
  }
  return first.path < second.path ? -1 : 1;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder.replace(/\/+$/, '')}/`);
}

/** Files directly in the folder, or, where there are none, anywhere below it. */
function declaredMigrations(
  files: readonly SqlFile[],
  folder: string,
): readonly SqlFile[] {
  const below = files.filter(({ path }) => isBelow(path, folder));
  const direct = below.filter(
    ({ path }) => folderOf(path) === `${folder.replace(/\/+$/, '')}/`,
  );
  return (direct.length > 0 ? direct : below).filter(
    ({ path }) => !REVERSAL.test(path),
  );
}

/** Without a description: numbered files are migrations, and what is named after roles is about them. */
function discovered(files: readonly SqlFile[]): {
  readonly roles: readonly SqlFile[];
  readonly migrations: readonly SqlFile[];
} {
  const forward = files.filter(({ path }) => !REVERSAL.test(path));
  const migrations = forward.filter(({ path }) => NUMBER.test(nameOf(path)));
  const roles = forward.filter(
    file => !migrations.includes(file) && /role/i.test(nameOf(file.path)),
  );
  // A service that keeps everything in one file has no numbers.
  return migrations.length > 0
    ? { roles, migrations }
    : { roles, migrations: forward.filter(file => !roles.includes(file)) };
}

/** Sorts the SQL of a tree into what an administrator, the owner and others run. */
export function findSql(
  tree: SourceTree,
  declared: ServiceDescription['database'],
): SqlSources {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const files: SqlFile[] = [];
  const unreadable: string[] = [];
  for (const [path, content] of tree.files) {
    if (!SQL.test(path) && path !== declared?.roles) continue;
    if (FOREIGN.test(path)) continue;
    try {
      const text = decoder.decode(content);
      if (text.includes('\0')) unreadable.push(path);
      else files.push({ path, text });
    } catch {
      unreadable.push(path);
    }
  }
  const { roles, migrations } =
    declared === undefined
      ? discovered(files)
      : {
          roles: files.filter(
            ({ path }) =>
              path === declared.roles || isBelow(path, declared.roles),
          ),
          migrations: declaredMigrations(files, declared.migrations),
        };
  return {
    roles: [...roles].sort(inOrder),
    migrations: [...migrations]
      .filter(file => !roles.includes(file))
      .sort(inOrder),
    others: files.filter(
      file => !roles.includes(file) && !migrations.includes(file),
    ),
    unreadable,
  };
}
