import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Edit } from '../mutants/mutant';
import { withoutRecord } from './deployment';
import type { Variant } from './variant';

const FOLDER = path.join(
  path.dirname(require.resolve('@ameide/template-harness/package.json')),
  'variants',
);

/** Files of a folder, by their path below it. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => {
        const file = path.join(entry.parentPath, entry.name);
        return [
          path.relative(folder, file).split(path.sep).join('/'),
          readFileSync(file, 'utf8'),
        ];
      }),
  );
}

/** The migrations of the template, and what says that it made them: then none may ever go. */
const WITHOUT_GENERATED: Readonly<Record<string, Edit>> = {
  ...withoutRecord,
  'db/migrations/001.do.foundation.sql': null,
  'db/migrations/002.do.orders.sql': null,
};

/** The orders service with other SQL: that of the folder `variants/<id>`. */
function withOtherSql(
  id: string,
  title: string,
  edits: Readonly<Record<string, Edit>> = {},
): Variant {
  return {
    id,
    title,
    caseName: 'orders',
    edits: {
      ...WITHOUT_GENERATED,
      ...filesOf(path.join(FOLDER, id)),
      ...edits,
    },
  };
}

/** Services whose database is laid out otherwise and keeps tenants apart all the same. */
export const databaseLayoutVariants: readonly Variant[] = [
  withOtherSql(
    'own-names',
    'schemas, functions and tables of other names, in several migrations',
  ),
  withOtherSql(
    'partitions',
    'partitioned tables, and one function for every setting of the context',
  ),
  withOtherSql(
    'by-command',
    'policies for each command, restrictive ones, domains, triggers and reference data',
  ),
  withOtherSql(
    'made-in-loops',
    'policies that a loop makes, in folders and files with other names',
    {
      'db/roles.sql': null,
      'ameide.service.yaml': text =>
        text
          .replace('roles: db/roles.sql', 'roles: database/roles')
          .replace('migrations: db/migrations', 'migrations: database/changes'),
    },
  ),
];
