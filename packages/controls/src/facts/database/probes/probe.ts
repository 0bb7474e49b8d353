import { isTable, rightsOn } from '../access';
import { quoteIdentifier, quoteLiteral } from '../apply/quote';
import type { Inspection } from '../catalogue/build-state';
import { OWN_SEARCH_PATH } from '../catalogue/rows';
import type { Breach, DatabaseState, Relation, RoleModel } from '../database';
import type { Engine } from '../engine/engine';
import { SqlError } from '../engine/sql-error';
import type { Identity } from '../judgement/contexts';
import { answersOf, type Answers } from './answers';
import { ProbeSession } from './probe-session';
import { insertSample, OTHERS, OWN, tableName, type Place } from './samples';

/** What probes need to know. */
export interface ProbeSubject {
  readonly inspection: Pick<Inspection, 'relations' | 'routines'>;
  /** Settings that hold tenant and organisation of a call. */
  readonly settings: ReadonlyMap<Identity, string>;
  readonly model: RoleModel;
}

type Findings = Pick<DatabaseState, 'breaches' | 'unprobed'>;

/** More are not tried; what they are is judged from the catalogue all the same. */
const MAX_TABLES = 300;

function probedTables({
  relations,
}: Pick<Inspection, 'relations'>): readonly Relation[] {
  return relations
    .filter(
      relation =>
        isTable(relation) &&
        relation.kind !== 'foreign table' &&
        relation.tenantColumn !== undefined &&
        relation.parents.length === 0,
    )
    .slice(0, MAX_TABLES);
}

/**
 * Begins a transaction in which rows can be put in freely: no checks, no
 * obligatory columns, no triggers, no references. Row-level security stays.
 */
async function beginFreely(
  engine: Engine,
  tables: readonly Relation[],
): Promise<void> {
  await engine.run('BEGIN');
  await engine.run('SET LOCAL session_replication_role = replica');
  const names = tables.map(table => quoteLiteral(tableName(table)));
  if (names.length === 0) return;
  await engine.run(
    `UPDATE pg_class SET relchecks = 0 WHERE oid = ANY (ARRAY[${names.join(
      ', ',
    )}]::regclass[])`,
  );
  await engine.run(
    `UPDATE pg_attribute SET attnotnull = false WHERE attnum > 0 AND attrelid = ANY (ARRAY[${names.join(
      ', ',
    )}]::regclass[])`,
  );
}

/**
 * Puts rows in, and answers the tables in which it could not. Rows of different
 * places have the same values where keys allow it, so that a function that looks
 * for a value finds those of others too.
 */
async function fill(
  engine: Engine,
  tables: readonly Relation[],
  places: readonly Place[],
): Promise<readonly Relation[]> {
  const failed: Relation[] = [];
  for (const table of tables) {
    if (table.kind === 'partitioned table') {
      // For rows that no partition is for yet; there may be one already.
      await succeeds(
        engine,
        `CREATE TABLE ${quoteIdentifier(table.schema)}.${quoteIdentifier(
          `probe ${table.name}`,
        )} PARTITION OF ${tableName(table)} DEFAULT`,
      );
    }
    const same = await succeeds(
      engine,
      insertSample(table, places, () => 1),
    );
    const filled =
      same ||
      (await succeeds(
        engine,
        insertSample(table, places, index => index + 2),
      ));
    if (!filled) failed.push(table);
  }
  return failed;
}

async function succeeds(engine: Engine, statement: string): Promise<boolean> {
  await engine.run('SAVEPOINT fill');
  try {
    await engine.run(statement);
    return true;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    await engine.run('ROLLBACK TO SAVEPOINT fill');
    return false;
  }
}

function rolesToTry({ runtime, tenantWide }: RoleModel): readonly string[] {
  return [runtime, tenantWide].flatMap(role =>
    role === undefined ? [] : [role],
  );
}

/** A column that a role may write, to try whether it can. */
function writableColumn(table: Relation, role: string): string | undefined {
  const mine = ({
    grantee,
    privilege,
  }: {
    grantee: string;
    privilege: string;
  }) => (grantee === role || grantee === 'PUBLIC') && privilege === 'UPDATE';
  return table.grants.some(mine)
    ? table.columns.find(({ generated }) => !generated)?.name
    : table.columns.find(({ grants }) => grants.some(mine))?.name;
}

interface Attempts {
  readonly session: ProbeSession;
  readonly breaches: Breach[];
  readonly role: string;
}

function told(
  { breaches, role }: Attempts,
  table: Relation,
  kind: Breach['kind'],
  message: string,
): void {
  const at = table.policies[0]?.at ?? table.rowSecurityAt ?? table.at;
  breaches.push({
    kind,
    role,
    object: table.label,
    message: `${role} ${message} ${table.label}.`,
    ...(at === undefined ? {} : { at }),
  });
}

/** Whether a role has any right on a table; without one nothing needs to be tried. */
function mayTouch(table: Relation, role: string): boolean {
  return rightsOn(table).some(
    ({ grantee }) => grantee === role || grantee === 'PUBLIC',
  );
}

const WITHOUT = {
  'no context': 'before any context was set',
  'empty context': 'with the empty string as its context',
  'used connection': 'on a connection that has served another call',
} as const;

/** Tries a table when nobody has said who is calling. */
async function tryWithout(
  attempts: Attempts,
  table: Relation,
  kind: keyof typeof WITHOUT,
): Promise<void> {
  const { session, role } = attempts;
  const name = tableName(table);
  const seen = await session.value(`SELECT count(*) FROM ${name}`);
  if (Number(seen ?? 0) > 0) {
    told(attempts, table, kind, `sees rows ${WITHOUT[kind]}, of`);
    return;
  }
  const column = writableColumn(table, role);
  const changed = [
    await session.changes(insertSample(table, [OWN], () => 9)),
    column === undefined
      ? undefined
      : await session.changes(
          `UPDATE ${name} SET ${quoteIdentifier(column)} = NULL`,
        ),
    await session.changes(`DELETE FROM ${name}`),
  ];
  if (changed.some(count => (count ?? 0) > 0)) {
    told(attempts, table, kind, `writes rows ${WITHOUT[kind]}, in`);
  }
}

/** Tries to cross from one place into the others. */
async function tryCrossing(
  attempts: Attempts,
  table: Relation,
  options: { readonly organizations: boolean },
): Promise<void> {
  const { session, role } = attempts;
  const name = tableName(table);
  const tenant = quoteIdentifier(table.tenantColumn ?? '');
  const organization =
    table.organizationColumn === undefined
      ? undefined
      : quoteIdentifier(table.organizationColumn);
  const bounded = options.organizations && organization !== undefined;

  const outside = `${tenant} IS DISTINCT FROM ${quoteLiteral(OWN.tenant)}${
    bounded
      ? ` OR ${organization} IS DISTINCT FROM ${quoteLiteral(OWN.organization)}`
      : ''
  }`;
  const seen = await session.value(
    `SELECT count(*) FROM ${name} WHERE ${outside}`,
  );
  if (Number(seen ?? 0) > 0) {
    told(attempts, table, 'read', 'sees rows of others in');
  }

  const foreign = OTHERS.filter(
    place => bounded || place.tenant !== OWN.tenant,
  );
  for (const place of foreign) {
    if (
      ((await session.changes(insertSample(table, [place], () => 9))) ?? 0) > 0
    ) {
      told(attempts, table, 'insert', 'puts in rows of others in');
      break;
    }
  }

  // What is one's own: one row, or, where organisations do not count, two.
  const own = bounded ? 1 : 2;
  const column = writableColumn(table, role);
  if (column !== undefined) {
    const touched = await session.changes(
      `UPDATE ${name} SET ${quoteIdentifier(column)} = ${quoteIdentifier(
        column,
      )}`,
    );
    if ((touched ?? 0) > own) {
      told(attempts, table, 'change', 'changes rows of others in');
    }
  }
  const moves = [
    // Where nobody has rows, so that no key refuses it in place of the policy.
    `${tenant} = 'probe-c'`,
    ...(bounded ? [`${organization} = 'probe-z'`] : []),
  ];
  for (const move of moves) {
    const moved = await session.changes(`UPDATE ${name} SET ${move}`);
    if ((moved ?? 0) > 0) {
      told(attempts, table, 'move', 'moves rows to others in');
      break;
    }
  }
  if (((await session.changes(`DELETE FROM ${name}`)) ?? 0) > own) {
    told(attempts, table, 'removal', 'removes rows of others in');
  }
}

/**
 * Tries what can be tried before the settings of the context were ever used in
 * the session.
 */
export async function probeWithoutContext(
  engine: Engine,
  {
    inspection,
    model,
  }: {
    readonly inspection: Pick<Inspection, 'relations'>;
    readonly model: RoleModel;
  },
): Promise<readonly Breach[]> {
  const tables = probedTables(inspection);
  const breaches: Breach[] = [];
  const session = new ProbeSession(engine, new Map());
  await engine.run(OWN_SEARCH_PATH);
  await beginFreely(engine, tables);
  try {
    const failed = await fill(engine, tables, [OWN, ...OTHERS]);
    for (const role of rolesToTry(model)) {
      await session.become(role);
      for (const table of tables) {
        if (failed.includes(table) || !mayTouch(table, role)) continue;
        await tryWithout({ session, breaches, role }, table, 'no context');
      }
      await session.leave();
    }
  } finally {
    await engine.run('ROLLBACK');
  }
  return breaches;
}

/** What views and functions tell whose answers change with the rows of others. */
function compare(
  role: string,
  alone: Answers,
  among: Answers,
): readonly Breach[] {
  return [...alone].flatMap(([object, { text, at }]) => {
    const other = among.get(object);
    return other === undefined || other.text === text
      ? []
      : [
          {
            kind: 'read' as const,
            role,
            object,
            message: `${object} tells ${role} about rows of others.`,
            ...(at === undefined ? {} : { at }),
          },
        ];
  });
}

/** Tries, as each role that serves calls, to cross from one tenant or organisation into another. */
export async function probe(
  engine: Engine,
  { inspection, settings, model }: ProbeSubject,
): Promise<Findings> {
  const tables = probedTables(inspection);
  const breaches: Breach[] = [];
  const unprobed: string[] = [];
  const session = new ProbeSession(engine, settings);
  await engine.run(OWN_SEARCH_PATH);
  if (settings.size > 0) {
    // Once used in a session, a setting reads as '' afterwards.
    await engine.run('BEGIN');
    await session.enter(rolesToTry(model)[0] ?? 'postgres', OWN);
    await session.leave();
    await engine.run('COMMIT');
  }

  await beginFreely(engine, tables);
  try {
    const failed = await fill(engine, tables, [OWN]);
    const whole = tables.filter(table => !failed.includes(table));
    for (const role of rolesToTry(model)) {
      await session.become(role);
      for (const table of whole) {
        if (!mayTouch(table, role)) continue;
        await tryWithout({ session, breaches, role }, table, 'used connection');
      }
      await session.leave();
    }
    const alone = new Map<string, Answers>();
    for (const role of rolesToTry(model)) {
      await session.enter(role, OWN);
      alone.set(role, await answersOf(session, inspection, role));
      await session.leave();
    }
    const crowded = await fill(engine, whole, OTHERS);
    unprobed.push(
      ...[...failed, ...crowded].map(
        ({ label }) => `no rows could be put into ${label}`,
      ),
    );
    for (const role of rolesToTry(model)) {
      const attempts = { session, breaches, role };
      const mine = whole.filter(
        table => !crowded.includes(table) && mayTouch(table, role),
      );
      await session.enter(role);
      for (const table of mine) {
        await tryWithout(attempts, table, 'empty context');
      }
      await session.leave();
      await session.enter(role, OWN);
      for (const table of mine) {
        const reads = rightsOn(table).some(
          ({ grantee, privilege }) =>
            grantee === role &&
            ['SELECT', 'UPDATE', 'DELETE'].includes(privilege),
        );
        await tryCrossing(attempts, table, {
          organizations: role !== model.tenantWide && reads,
        });
      }
      breaches.push(
        ...compare(
          role,
          alone.get(role) ?? new Map(),
          await answersOf(session, inspection, role),
        ),
      );
      await session.leave();
    }
  } finally {
    await engine.run('ROLLBACK');
  }
  return { breaches, unprobed };
}
