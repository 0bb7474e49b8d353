import { isStatement, sql, type Statement } from './sql.js';
import type { TenantReader } from './tenant-database.js';

describe('sql', () => {
  it('numbers parameters through nested fragments, whatever their texts contain', () => {
    const inner = sql`b = ${2} AND c = '$1'`;
    const list = sql`(${inner} OR d = ${3})`;
    const statement = sql`SELECT ${'x'} WHERE a = ${1} AND ${list} AND ${inner} LIMIT ${4}`;
    expect(statement.text).toBe(
      "SELECT $1 WHERE a = $2 AND (b = $3 AND c = '$1' OR d = $4) AND b = $5 AND c = '$1' LIMIT $6",
    );
    expect(statement.values).toEqual(['x', 1, 2, 3, 2, 4]);
  });

  it('never puts a value into the text', () => {
    const hostile = `'; DROP TABLE x; --`;
    const statement = sql`SELECT ${hostile}`;
    expect(statement.text).toBe('SELECT $1');
    expect(statement.values).toEqual([hostile]);
  });

  it('gives the same text the same name and another text another', () => {
    const of = (value: number): Statement => sql`SELECT ${value}`;
    expect(of(1).name).toBe(of(2).name);
    expect(of(1).name).not.toBe(sql`SELECT ${1}::int`.name);
    expect(of(1).name.length).toBeLessThan(64);
  });

  it('cannot be imitated or changed afterwards', () => {
    const statement = sql`SELECT ${1}`;
    expect(isStatement({ ...statement })).toBe(false);
    expect(isStatement(JSON.parse(JSON.stringify(statement)))).toBe(false);
    expect(() => Object.assign(statement, { text: 'DROP TABLE x' })).toThrow(
      TypeError,
    );
    expect(() => (statement.values as unknown[]).push(2)).toThrow(TypeError);
  });

  it('treats an object that looks like a statement as a value', () => {
    const lookalike = {
      text: 'DROP TABLE x',
      values: [],
      name: 'x',
    } as unknown as Statement;
    expect(sql`SELECT ${lookalike}`.text).toBe('SELECT $1');
  });
});

/** Promises of the types: each line that must not compile is marked, and the type check fails when one does. */
export function typePromises(reader: TenantReader, name: string): void {
  // @ts-expect-error a string is not a Statement
  void reader.query('SELECT 1');
  // @ts-expect-error text put together by hand is not a Statement
  void reader.query(`SELECT * FROM x WHERE name = '${name}'`);
  // @ts-expect-error an object of the same shape is not a Statement
  void reader.query({ text: 'SELECT 1', values: [], name: 'x' });
  // @ts-expect-error sql is a tag, not a function of a string
  sql(`SELECT ${name}`);
  // @ts-expect-error an object is not a value that PostgreSQL takes
  sql`SELECT ${{ name }}`;
  // @ts-expect-error undefined is not NULL
  sql`SELECT ${undefined}`;
  void reader.query(sql`SELECT ${name}`);
}
