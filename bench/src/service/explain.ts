import pg from 'pg';
import type { Member } from './landscape';

/** A statement as it went to PostgreSQL; `bench/in-service` records it. */
export interface RecordedStatement {
  readonly text: string;
  readonly values: readonly (string | null)[];
  readonly role: string;
}

/** One access to a table in a plan. */
export interface TableAccess {
  readonly table: string;
  /** `Index Scan`, `Seq Scan`, … */
  readonly how: string;
  readonly condition: string;
}

/** What PostgreSQL does for a statement. */
export interface Plan {
  readonly role: string;
  readonly statement: string;
  /** Of the plan made for these values, and of the generic one that a prepared statement may get. */
  readonly accesses: readonly TableAccess[];
  /** Of the generic plan; changes are not run again. */
  readonly milliseconds?: number;
  /** Why the statement need not go by an index; left out when it must. */
  readonly exception?: string;
  /** Accesses that are not by an index that begins with the tenant. */
  readonly faults: readonly string[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly Alias?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Statements of the handle itself: they touch no table. */
const NO_TABLE = /^(BEGIN|COMMIT|ROLLBACK|SELECT\s+set_config)/;
/** Login roles of the service's processes; what administrators and migrations do is left out. */
const ROLES = ['orders_app', 'orders_dispatcher'];
const TENANT_WIDE_ROLE = 'orders_tenant_wide';

/** What crosses tenants on purpose, in the background, as a role of its own. */
const EXCEPTIONS: readonly (readonly [RegExp, string])[] = [
  [
    /^WITH due AS/,
    'claims what is due of all tenants, oldest first; the outbox holds only what was not delivered yet',
  ],
  [
    /^DELETE FROM app\.(idempotency_key|inbox) WHERE (created|received)_at </,
    'the hourly purge of what has expired, of all tenants',
  ],
];

/**
 * Explains every statement that was recorded, as the role and in the place it ran
 * in, with a plan for its values and with a generic one. Everything is rolled back.
 */
export async function explainStatements(options: {
  readonly adminUrl: string;
  readonly statements: readonly RecordedStatement[];
  readonly place: Pick<Member, 'tenantId' | 'organizationId'>;
}): Promise<Plan[]> {
  const { adminUrl, statements, place } = options;
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const plans: Plan[] = [];
    for (const statement of distinct(statements)) {
      plans.push(await explain(client, statement, place));
    }
    return plans;
  } finally {
    await client.end();
  }
}

/** The last run of each text, by role: its values refer to rows that are there. */
function distinct(
  statements: readonly RecordedStatement[],
): readonly RecordedStatement[] {
  const last = new Map<string, RecordedStatement>();
  for (const statement of statements) {
    const text = oneLine(statement.text);
    if (ROLES.includes(statement.role) && !NO_TABLE.test(text))
      last.set(`${statement.role} ${text}`, statement);
  }
  return [...last.values()];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

async function explain(
  client: pg.Client,
  { text, values, role }: RecordedStatement,
  place: Pick<Member, 'tenantId' | 'organizationId'>,
): Promise<Plan> {
  const wide = /^SELECT organization_id, /.test(oneLine(text));
  const exception = EXCEPTIONS.find(([pattern]) =>
    pattern.test(oneLine(text)),
  )?.[1];
  const accesses: TableAccess[] = [];
  // What was inserted once cannot be inserted again: changes are planned, not run.
  const isRead = /^\s*SELECT/.test(text);
  let milliseconds: number | undefined;
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    await client.query('BEGIN');
    try {
      await client.query(
        `SELECT set_config('app.tenant_id', $1, true), set_config('app.organization_id', $2, true), set_config('role', $3, true), set_config('plan_cache_mode', $4, true)`,
        [
          place.tenantId,
          place.organizationId,
          wide ? TENANT_WIDE_ROLE : role,
          mode,
        ],
      );
      await client.query(`PREPARE explained AS ${text}`);
      const parameters = values
        .map(value => (value === null ? 'NULL' : pg.escapeLiteral(value)))
        .join(', ');
      const { rows } = await client.query<{
        'QUERY PLAN': readonly [
          { readonly Plan: PlanNode; readonly 'Execution Time'?: number },
        ];
      }>(
        `EXPLAIN (${
          isRead ? 'ANALYZE, ' : ''
        }VERBOSE, FORMAT JSON) EXECUTE explained${
          values.length > 0 ? `(${parameters})` : ''
        }`,
      );
      const [plan] = rows[0]?.['QUERY PLAN'] ?? [];
      if (plan === undefined) throw new Error('there is no plan');
      accesses.push(...accessesOf(plan.Plan));
      milliseconds = plan['Execution Time'];
    } catch (error) {
      throw new Error(
        `EXPLAIN of ${oneLine(text)}: ${
          error instanceof Error ? error.message : error
        }`,
      );
    } finally {
      await client.query('ROLLBACK');
      await client.query('DEALLOCATE ALL');
    }
  }
  const distinctAccesses = unique(accesses);
  const needed = wide ? ['tenant_id'] : neededColumns(distinctAccesses);
  return {
    role: wide ? TENANT_WIDE_ROLE : role,
    statement: oneLine(text),
    accesses: distinctAccesses,
    ...(milliseconds === undefined ? {} : { milliseconds }),
    ...(exception === undefined ? {} : { exception }),
    faults:
      exception === undefined
        ? distinctAccesses
            .filter(access => !isByIndex(access, needed))
            .map(access => `${access.how} on ${access.table}`)
        : [],
  };
}

/** Tables of the outbox and the audit trail have a key of tenant and id; all others have the organisation too. */
function neededColumns(accesses: readonly TableAccess[]): readonly string[] {
  const tenantOnly = accesses.some(({ table }) =>
    ['app.outbox', 'app.audit_log'].includes(table),
  );
  return tenantOnly ? ['tenant_id'] : ['tenant_id', 'organization_id'];
}

function accessesOf(node: PlanNode): TableAccess[] {
  const below = (node.Plans ?? []).flatMap(accessesOf);
  const table = node['Relation Name'];
  // What writes to a table names it too, and finds its rows by the nodes below.
  if (table === undefined || node['Node Type'] === 'ModifyTable') return below;
  // What a service asks at its start about its own role.
  if (node.Schema === 'pg_catalog') return below;
  const indexBelow = (node.Plans ?? [])
    .map(plan => plan['Index Cond'])
    .find(condition => condition !== undefined);
  return [
    {
      table: `${node.Schema ?? ''}.${table}`,
      how: node['Node Type'],
      condition: node['Index Cond'] ?? indexBelow ?? '',
    },
    ...below,
  ];
}

function isByIndex(
  { how, condition }: TableAccess,
  columns: readonly string[],
): boolean {
  return (
    /^(Index|Bitmap Heap)/.test(how) &&
    columns.every(column => condition.includes(`${column} =`))
  );
}

function unique(accesses: readonly TableAccess[]): readonly TableAccess[] {
  return [
    ...new Map(
      accesses.map(access => [`${access.table} ${access.how}`, access]),
    ).values(),
  ];
}
