import { Engine } from './engine';
import { EngineFailure, SqlError } from './sql-error';

describe('Engine', () => {
  it('is an empty database each time', async () => {
    const first = await Engine.open();
    await first.run('CREATE TABLE t (a int)');
    await first.close();
    const second = await Engine.open();
    await expect(second.run('TABLE t')).rejects.toBeInstanceOf(SqlError);
    expect(await second.json(`SELECT '{"a": 1}'::json`)).toEqual({ a: 1 });
    await second.close();
  });

  it.each([
    ["COPY (SELECT 1) TO PROGRAM 'id'", EngineFailure],
    ["SELECT pg_read_file('/etc/passwd')", SqlError],
    ["SELECT lo_import('/etc/passwd')", SqlError],
    ['CREATE EXTENSION dblink', SqlError],
    [
      `DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''id'''; END $$`,
      EngineFailure,
    ],
  ])('reaches nothing: %s', async (statement, error) => {
    const engine = await Engine.open();
    await expect(engine.run(statement)).rejects.toBeInstanceOf(error);
  });

  it('notices that a statement has exhausted the stack', async () => {
    const engine = await Engine.open();
    await engine.run(
      `CREATE FUNCTION f(i int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN f(i + 1); END'`,
    );
    await expect(engine.run('SELECT f(1)')).rejects.toBeInstanceOf(
      EngineFailure,
    );
  });
});
