import type { Place } from '../world/place.js';
import { nameOf } from '../world/place.js';
import {
  canSelect,
  isOrganizationOptional,
  privilegesOf,
  type Table,
} from './catalogue.js';
import {
  describeOutcome,
  REFUSED,
  type Row,
  type ClaimedContext,
  type SqlOutcome,
  type SqlSession,
} from './sql-session.js';

/** The attacker's view: a connection as the role of the run time, and what an administrator knows to be there. */
export interface RowAttack {
  readonly app: SqlSession;
  readonly admin: SqlSession;
  readonly appRole: string;
  /** Whom the attacker may be. */
  readonly home: Place;
  /** Whom the attacker wants to reach; each has rows in every table. */
  readonly others: readonly Place[];
}

/** Without a context, or with an empty one, no table gives a row or takes one. */
export async function missingContextFindings(
  attack: RowAttack,
  table: Table,
): Promise<string[]> {
  const sample = await sampleRow(attack, table, attack.home);
  const contexts: Readonly<Record<string, ClaimedContext>> = {
    'no context': {},
    'a tenant only': { tenantId: attack.home.tenantId },
    'an organisation only': { organizationId: attack.home.organizationId },
    'an empty context': { tenantId: '', organizationId: '' },
    'an empty organisation': {
      tenantId: attack.home.tenantId,
      organizationId: '',
    },
    'an empty tenant': {
      tenantId: '',
      organizationId: attack.home.organizationId,
    },
  };
  const findings: string[] = [];
  for (const [name, context] of Object.entries(contexts)) {
    // A row of the tenant as a whole needs no organisation.
    if (
      isOrganizationOptional(table) &&
      context.tenantId === attack.home.tenantId
    ) {
      continue;
    }
    for (const [verb, statement] of statementsOn(table, sample)) {
      const outcome = await attack.app.attempt(context, statement);
      if (outcome.ok && !showsNothing(verb, outcome)) {
        findings.push(
          `${table.name}: ${verb} with ${name} gives ${describeOutcome(
            outcome,
          )}`,
        );
      }
    }
  }
  return findings;
}

function statementsOn(
  table: Table,
  sample: Row,
): readonly (readonly [
  string,
  string | readonly [string, readonly unknown[]],
])[] {
  return [
    ['SELECT', `SELECT count(*)::int AS n FROM ${table.sql}`],
    ['UPDATE', `UPDATE ${table.sql} SET ${touch(table)}`],
    ['DELETE', `DELETE FROM ${table.sql}`],
    ['INSERT', insertCopy(table, fresh(table, sample))],
  ];
}

function showsNothing(
  verb: string,
  outcome: SqlOutcome & { ok: true },
): boolean {
  return verb === 'SELECT'
    ? outcome.rows[0]?.['n'] === 0
    : outcome.rowCount === 0;
}

/** With one's own context nobody else's rows can be seen, counted, locked, changed or removed. */
export async function foreignRowFindings(
  attack: RowAttack,
  table: Table,
): Promise<string[]> {
  const { app, admin, home } = attack;
  const findings: string[] = [];
  const foreign = isOrganizationOptional(table)
    ? `tenant_id IS DISTINCT FROM '${home.tenantId}'`
    : `(tenant_id, organization_id) IS DISTINCT FROM ('${home.tenantId}', '${home.organizationId}')`;
  if (canSelect(table, attack.appRole)) {
    const [own] = await admin.rows(
      `SELECT count(*)::int AS n FROM ${table.sql} WHERE tenant_id = $1${
        isOrganizationOptional(table) ? '' : ' AND organization_id = $2'
      }`,
      isOrganizationOptional(table)
        ? [home.tenantId]
        : [home.tenantId, home.organizationId],
    );
    const counted = await app.attempt(
      home,
      `SELECT count(*)::int AS n, count(*) FILTER (WHERE ${foreign})::int AS foreign_rows FROM ${table.sql}`,
    );
    if (!counted.ok) {
      findings.push(
        `${
          table.name
        }: the owner of the rows cannot read them: ${describeOutcome(counted)}`,
      );
    } else if (
      counted.rows[0]?.['n'] !== own?.['n'] ||
      counted.rows[0]?.['foreign_rows'] !== 0
    ) {
      findings.push(
        `${table.name}: ${nameOf(home)} counts ${
          counted.rows[0]?.['n']
        } rows (${counted.rows[0]?.['foreign_rows']} foreign), has ${
          own?.['n']
        }`,
      );
    }
  }
  const attacks: readonly (readonly [string, string])[] = [
    [
      'sees a foreign row by EXISTS',
      `SELECT 1 WHERE EXISTS (SELECT FROM ${table.sql} WHERE ${foreign})`,
    ],
    [
      'sees a foreign row with row_security = off',
      `SELECT * FROM ${table.sql} WHERE ${foreign}`,
    ],
    [
      'locks a foreign row',
      `SELECT 1 FROM ${table.sql} WHERE ${foreign} FOR UPDATE`,
    ],
    [
      'changes a foreign row',
      `UPDATE ${table.sql} SET ${touch(table)} WHERE ${foreign}`,
    ],
    ['removes a foreign row', `DELETE FROM ${table.sql} WHERE ${foreign}`],
    [
      'copies a foreign row',
      `INSERT INTO ${table.sql} SELECT * FROM ${table.sql} WHERE ${foreign}`,
    ],
  ];
  for (const [deed, statement] of attacks) {
    const before = deed.includes('row_security')
      ? ['SET LOCAL row_security = off']
      : [];
    const outcome = await app.attempt(home, ...before, statement);
    if (outcome.ok && outcome.rowCount > 0) {
      findings.push(
        `${table.name}: ${nameOf(home)} ${deed}: ${describeOutcome(outcome)}`,
      );
    }
  }
  return findings;
}

/** No row can be put, or moved, into a place that is not one's own. */
export async function movedRowFindings(
  attack: RowAttack,
  table: Table,
): Promise<string[]> {
  const findings: string[] = [];
  const sample = await sampleRow(attack, table, attack.home);
  for (const other of attack.others) {
    if (
      isOrganizationOptional(table) &&
      other.tenantId === attack.home.tenantId
    ) {
      continue;
    }
    const inserted = await attack.app.attempt(
      attack.home,
      insertCopy(table, {
        ...fresh(table, sample),
        tenant_id: other.tenantId,
        organization_id: other.organizationId,
      }),
    );
    if (inserted.ok || inserted.code !== REFUSED) {
      findings.push(
        `${table.name}: ${nameOf(attack.home)} inserting into ${nameOf(
          other,
        )} gives ${describeOutcome(inserted)}, not a refusal`,
      );
    }
    for (const [column, value] of [
      ['tenant_id', other.tenantId],
      ['organization_id', other.organizationId],
    ] as const) {
      if (sample[column] === value) {
        continue;
      }
      const moved = await attack.app.attempt(attack.home, [
        `UPDATE ${table.sql} SET ${column} = $1`,
        [value],
      ]);
      if (moved.ok || moved.code !== REFUSED) {
        findings.push(
          `${table.name}: ${nameOf(
            attack.home,
          )} setting ${column} to that of ${nameOf(
            other,
          )} gives ${describeOutcome(moved)}, not a refusal`,
        );
      }
    }
  }
  return findings;
}

/** A foreign key tells nothing: another place's row is as absent as one that never was. */
export async function foreignKeyFindings(
  attack: RowAttack,
  table: Table,
  tables: readonly Table[],
): Promise<string[]> {
  if (!privilegesOf(table, attack.appRole).includes('INSERT')) {
    return [];
  }
  const findings: string[] = [];
  const sample = await sampleRow(attack, table, attack.home);
  // A copy would break the unique keys before the foreign key is looked at; a row that is there does not.
  const changesRows =
    privilegesOf(table, attack.appRole).includes('UPDATE') && 'id' in sample;
  for (const key of table.foreignKeys) {
    const target = tables.find(candidate => candidate.name === key.target);
    const pairs = key.columns.map(
      (column, position) =>
        [column, key.targetColumns[position] ?? ''] as const,
    );
    const own = pairs.filter(
      ([column]) => column !== 'tenant_id' && column !== 'organization_id',
    );
    if (target === undefined || own.length === 0) {
      continue;
    }
    for (const other of attack.others) {
      const foreign = await sampleRow(attack, target, other);
      const values = Object.fromEntries(
        own.map(([column, targetColumn]) => [column, foreign[targetColumn]]),
      );
      const pointing = { ...sample, ...values };
      const statement = changesRows
        ? pointElsewhere(table, pointing, Object.keys(values))
        : insertCopy(table, { ...fresh(table, sample), ...values });
      const outcome = await attack.app.attempt(
        attack.home,
        statement,
        'SET CONSTRAINTS ALL IMMEDIATE',
      );
      if (outcome.ok || outcome.code !== FOREIGN_KEY_VIOLATION) {
        findings.push(
          `${table.name}: ${key.name} of ${nameOf(
            attack.home,
          )} pointing at a row of ${nameOf(other)} gives ${describeOutcome(
            outcome,
          )}, not a foreign key violation`,
        );
      }
    }
  }
  return findings;
}

const FOREIGN_KEY_VIOLATION = '23503';

/** Numbers as text, because JavaScript would round them. */
const ROW_AS_JSON = `(SELECT jsonb_object_agg(key, CASE jsonb_typeof(value) WHEN 'number' THEN to_jsonb(value #>> '{}') ELSE value END) FROM jsonb_each(to_jsonb(t)))`;

/** A row of a place as an administrator sees it. Every table must have one there, or the attacks would prove nothing. */
export async function sampleRow(
  attack: RowAttack,
  table: Table,
  place: Place,
): Promise<Row> {
  const values = isOrganizationOptional(table)
    ? [place.tenantId]
    : [place.tenantId, place.organizationId];
  const [row] = await attack.admin.rows(
    `SELECT ${ROW_AS_JSON} AS row FROM ${table.sql} t WHERE tenant_id = $1${
      values.length === 2 ? ' AND organization_id = $2' : ''
    } LIMIT 1`,
    values,
  );
  if (row === undefined) {
    throw new Error(
      `${table.name} has no row of ${nameOf(
        place,
      )}: give the suite a resource for this table, so that it can be attacked.`,
    );
  }
  return row['row'] as Row;
}

/** The row with a new identity, so that no key is in the way. */
function fresh(table: Table, row: Row): Row {
  const identity: Row = {};
  for (const column of table.columns) {
    if (column.name === 'id' && column.type === 'uuid') {
      identity['id'] = crypto.randomUUID();
    } else if (
      column.name === 'key_id' ||
      column.name === 'event_id' ||
      column.name === 'client_request_id'
    ) {
      identity[column.name] = crypto.randomUUID();
    }
  }
  return { ...row, ...identity };
}

function pointElsewhere(
  table: Table,
  row: Row,
  columns: readonly string[],
): readonly [string, readonly unknown[]] {
  const assignments = columns
    .map(column => `${quoted(column)} = (r).${quoted(column)}`)
    .join(', ');
  return [
    `UPDATE ${table.sql} t SET ${assignments} FROM (SELECT jsonb_populate_record(NULL::${table.sql}, $1) AS r) changed WHERE t.id = (r).id`,
    [JSON.stringify(row)],
  ];
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function insertCopy(
  table: Table,
  row: Row,
): readonly [string, readonly unknown[]] {
  return [
    `INSERT INTO ${table.sql} SELECT * FROM jsonb_populate_record(NULL::${table.sql}, $1)`,
    [JSON.stringify(row)],
  ];
}

/** A harmless assignment, to a column that may be changed where there is one. */
function touch(table: Table): string {
  const column =
    ['version', 'updated_at', 'response', 'attempts'].find(name =>
      table.columns.some(candidate => candidate.name === name),
    ) ?? 'tenant_id';
  return `${column} = ${column}`;
}
