import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { startTestLedger, type TestLedger } from './fixtures/test-ledger.js';
import { migrate } from './migrate.js';

const fixtures = join(dirname(expect.getState().testPath ?? ''), 'fixtures');
let ledger: TestLedger;
let directory: string;

beforeAll(async () => {
  ledger = await startTestLedger(fixtures);
}, 60_000);
afterAll(() => ledger.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ameide-migrations-'));
  cpSync(join(fixtures, 'migrations'), directory, { recursive: true });
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string): void =>
  writeFileSync(join(directory, name), text);
const apply = (): Promise<{ version: number; name: string }[]> =>
  migrate({ url: ledger.database.ownerUrl, directory });

describe('migrate', () => {
  it('applies nothing a second time, and what is new once, even when two migrate at once', async () => {
    expect(await apply()).toEqual([]);
    write('003.do.more.sql', 'CREATE TABLE ledger.more (id int);');
    const applied = await Promise.all([apply(), apply()]);
    expect(applied.flat()).toEqual([{ version: 3, name: 'more' }]);
  });

  it('leaves nothing of a run that fails', async () => {
    write('003.do.more.sql', 'CREATE TABLE ledger.more (id int);');
    write('004.do.good.sql', 'CREATE TABLE ledger.good (id int);');
    write('005.do.bad.sql', 'CREATE TABLE ledger.bad (id nonsense);');
    await expect(apply()).rejects.toThrow('nonsense');
    expect(
      await ledger.admin(`SELECT to_regclass('ledger.good') AS good`),
    ).toEqual([{ good: null }]);
    expect(
      await ledger.admin(
        `SELECT max(version)::int AS version FROM app_migrations.history`,
      ),
    ).toEqual([{ version: 3 }]);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    write('002.do.ledger.sql', 'SELECT 1;');
    write('003.do.more.sql', 'CREATE TABLE ledger.more (id int);');
    await expect(apply()).rejects.toThrow(
      'MD5 checksum failed for migration [2]',
    );
  });
});
