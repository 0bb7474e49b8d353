/*
 * Writes assets/empty-database.tar.br: the data directory of a new PGlite, so
 * that no evaluation waits for initdb (5 s). Run it when PGlite is upgraded:
 *
 *   node scripts/write-empty-database.mjs
 */
import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create({
  // Small files of the write-ahead log: they are unpacked for every evaluation.
  initDbStartParams: ['--wal-segsize=1'],
});
await database.exec(`
  UPDATE pg_database SET datistemplate = false;
`);
await database.exec('DROP DATABASE template0');
await database.exec('DROP DATABASE template1');
await database.exec('VACUUM FREEZE');
await database.exec('CHECKPOINT');

// The files are complete only after the shutdown checkpoint, just before they go.
const files = database.fs;
const forget = files.closeFs.bind(files);
let dump;
files.closeFs = async () => {
  dump = await files.dumpTar('empty-database', 'none');
  await forget();
};
await database.close();

const bytes = Buffer.from(await dump.arrayBuffer());
const target = new URL('../assets/empty-database.tar.br', import.meta.url);
writeFileSync(
  target,
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24 },
  }),
);
