import { quoteIdentifier } from '../apply/quote';
import type { Engine } from '../engine/engine';
import { SqlError } from '../engine/sql-error';
import type { CatalogueRows } from './rows';

const STRING_TYPES = /^(?:text|character varying|character|citext)/;

async function holds(engine: Engine, query: string): Promise<boolean> {
  await engine.run('BEGIN');
  try {
    const [row] = await engine.run(query);
    return row?.[0] === 't';
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  } finally {
    await engine.run('ROLLBACK');
  }
}

/** Whether a domain refuses ''. */
async function domainRefuses(engine: Engine, name: string): Promise<boolean> {
  return !(await holds(engine, `SELECT ''::${name} IS NOT DISTINCT FROM ''`));
}

/**
 * Columns that cannot hold '', as `<relation> <number>`: because of a check of
 * their own, which is tried, or because of their type.
 *
 * @param wanted The columns that matter.
 */
export async function columnsRefusingEmpty(
  engine: Engine,
  rows: CatalogueRows,
  wanted: (column: CatalogueRows['columns'][number]) => boolean,
): Promise<ReadonlySet<string>> {
  const domains = new Map(rows.domains.map(row => [row.id, row]));
  const answers = new Map<string, boolean>();
  const refusing = new Set<string>();
  for (const column of rows.columns.filter(wanted)) {
    const key = `${column.relation} ${column.number}`;
    const domain = domains.get(column.typeId);
    const base = domain?.base ?? column.type;
    if (!STRING_TYPES.test(base)) {
      refusing.add(key);
      continue;
    }
    if (domain !== undefined) {
      const known =
        answers.get(domain.name) ?? (await domainRefuses(engine, domain.name));
      answers.set(domain.name, known);
      if (known) refusing.add(key);
    }
    for (const { relation, columns, expression } of rows.checks) {
      if (relation !== column.relation || expression === null) continue;
      if (columns?.length !== 1 || columns[0] !== column.number) continue;
      const query = `SELECT (${expression}) IS FALSE FROM (SELECT ''::${base} AS ${quoteIdentifier(
        column.name,
      )}) AS r`;
      const known = answers.get(query) ?? (await holds(engine, query));
      answers.set(query, known);
      if (known) refusing.add(key);
    }
  }
  return refusing;
}
