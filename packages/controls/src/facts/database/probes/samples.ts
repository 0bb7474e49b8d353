import { quoteIdentifier, quoteLiteral } from '../apply/quote';
import type { Relation } from '../database';

/** Whose rows are put in. */
export interface Caller {
  readonly tenant: string;
  readonly organization: string;
}

export const OWN: Caller = { tenant: 'probe-a', organization: 'probe-x' };

/** The same tenant's other organisation, and both organisations of another tenant. */
export const OTHERS: readonly Caller[] = [
  { tenant: 'probe-a', organization: 'probe-y' },
  { tenant: 'probe-b', organization: 'probe-x' },
  { tenant: 'probe-b', organization: 'probe-y' },
];

export function tableName({ schema, name }: Relation): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** One value of a type, the same for all rows of a variant; undefined where none comes to mind. */
export function sampleOf(type: string, variant: number): string | undefined {
  if (type.endsWith('[]')) return `'{}'::${type}`;
  if (/^(?:text|character|citext)/.test(type)) return `'s${variant}'::${type}`;
  if (/^(?:smallint|integer|bigint|real|double)/.test(type))
    return `${variant}`;
  // Below one, because of types as numeric(5, 5).
  if (type.startsWith('numeric')) return `0.0000${variant}`;
  if (type === 'uuid') {
    return `'00000000-0000-4000-8000-00000000000${variant}'::uuid`;
  }
  if (type === 'boolean') return 'true';
  if (/^(?:timestamp|date)/.test(type)) {
    return `'2000-01-0${variant}'::${type}`;
  }
  if (type === 'bytea') return `'\\x0${variant}'::bytea`;
  if (/^jsonb?$/.test(type)) return `'{}'::${type}`;
  return undefined;
}

/**
 * A statement that puts in a row of each caller; it runs with checks and triggers off.
 *
 * @param variantOf Which of the sample values a row gets, a digit.
 * @param plain Leaves out what a domain may refuse.
 */
export function insertSample(
  table: Relation,
  callers: readonly Caller[],
  variantOf: (index: number) => number,
  plain = false,
): string {
  const columns = table.columns.filter(({ generated }) => !generated);
  const rows = callers.map((caller, index) =>
    columns
      .map(({ name, baseType, type }) => {
        if (name === table.tenantColumn) return quoteLiteral(caller.tenant);
        if (name === table.organizationColumn) {
          return quoteLiteral(caller.organization);
        }
        const value = sampleOf(baseType, variantOf(index));
        if (value === undefined || (plain && type !== baseType)) return 'NULL';
        return type === baseType ? value : `(${value})::${type}`;
      })
      .join(', '),
  );
  return `INSERT INTO ${tableName(table)} (${columns
    .map(({ name }) => quoteIdentifier(name))
    .join(', ')}) VALUES ${rows.map(row => `(${row})`).join(', ')}`;
}
