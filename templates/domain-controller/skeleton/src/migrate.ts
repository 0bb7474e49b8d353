import { migrate } from '@ameideio/ameide-sdk-ts/node';

// Runs as the owner of the database, in a job of its own: the service has no
// right to change a table. Give either the URL of the database, or the folder of
// a mounted secret (username, password, host, port, dbname) and the authority's
// certificate.
const { MIGRATE_DATABASE_URL: url, MIGRATE_SECRET_DIR: secretDir, MIGRATE_CA_FILE: caFile } = process.env;
const authority = caFile === undefined ? {} : { caFile };
const directory = 'db/migrations';

if (url !== undefined) {
  report(await migrate({ url, ...authority, directory }));
} else if (secretDir !== undefined) {
  report(await migrate({ secretDir, ...authority, directory }));
} else {
  console.error('Set MIGRATE_SECRET_DIR or MIGRATE_DATABASE_URL to the database of the owner.');
  process.exitCode = 2;
}

function report(applied: readonly { readonly version: number; readonly name: string }[]): void {
  for (const { version, name } of applied) {
    console.log(`applied migration ${version} (${name})`);
  }
  console.log(applied.length === 0 ? 'the database is up to date' : 'done');
}
