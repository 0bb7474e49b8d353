import { dirname, join } from 'node:path';

import { startTestLedger, type TestLedger } from './fixtures/test-ledger.js';

const fixtures = join(dirname(expect.getState().testPath ?? ''), 'fixtures');
let ledger: TestLedger;
beforeAll(async () => {
  ledger = await startTestLedger(fixtures);
}, 60_000);
afterAll(() => ledger.close());

describe('the run-time role', () => {
  it('is accepted as the migrations make it', async () => {
    await expect(ledger.open().verifyRuntimeRole()).resolves.toBeUndefined();
  });

  it.each([
    [
      'a superuser',
      'ALTER ROLE ledger_app SUPERUSER',
      'ALTER ROLE ledger_app NOSUPERUSER',
      'superuser',
    ],
    [
      'BYPASSRLS',
      'ALTER ROLE ledger_app BYPASSRLS',
      'ALTER ROLE ledger_app NOBYPASSRLS',
      'BYPASSRLS',
    ],
    [
      'a member of the owner',
      'GRANT ledger_owner TO ledger_app',
      'REVOKE ledger_owner FROM ledger_app',
      'member of ledger_owner',
    ],
    [
      'a reader of all data',
      'GRANT pg_read_all_data TO ledger_app',
      'REVOKE pg_read_all_data FROM ledger_app',
      'pg_read_all_data',
    ],
    [
      'an owner of a table',
      'ALTER TABLE ledger.entry OWNER TO ledger_app',
      'ALTER TABLE ledger.entry OWNER TO ledger_owner',
      'owns ledger.entry',
    ],
    [
      "a maker of schemas' tables",
      'GRANT CREATE ON SCHEMA ledger TO ledger_app',
      'REVOKE CREATE ON SCHEMA ledger FROM ledger_app',
      'in schema ledger',
    ],
    [
      'a maker of temporary tables',
      `DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$`,
      `DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`,
      'in database test_ledger',
    ],
  ])('is refused as %s', async (_name, make, undo, reason) => {
    await ledger.admin(make);
    try {
      await expect(ledger.open(1).verifyRuntimeRole()).rejects.toThrow(reason);
    } finally {
      await ledger.admin(undo);
    }
  });
});
