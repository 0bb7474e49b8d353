// Looks into the portal's databases without touching them.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../portal.mjs';

// SQLite as the backend has it.
const Database = createRequire(path.join(root, 'packages/backend/'))(
  'better-sqlite3',
);

/**
 * Queries a database of a portal that is down. A killed process may have left a
 * journal that the next one rolls back; so the query runs on a copy.
 *
 * @param name - `scaffolder` or `catalog`.
 */
export function query(portal, name, sql, ...bindings) {
  const copy = mkdtempSync(path.join(tmpdir(), 'ameide-crash-'));
  try {
    for (const suffix of ['', '-journal', '-wal', '-shm']) {
      const file = path.join(
        portal.state,
        'databases',
        `${name}.sqlite${suffix}`,
      );
      if (existsSync(file)) {
        cpSync(file, path.join(copy, path.basename(file)));
      }
    }
    const database = new Database(path.join(copy, `${name}.sqlite`));
    try {
      return database.prepare(sql).all(...bindings);
    } finally {
      database.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
