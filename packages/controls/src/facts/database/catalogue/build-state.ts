import type { FuncCall, Node } from 'libpg-query';
import type { History } from '../apply/history';
import type {
  DatabaseState,
  DefaultPrivilege,
  Extra,
  Routine,
} from '../database';
import type { Engine } from '../engine/engine';
import type { RoutineRow, Routines } from '../judgement/context-source';
import {
  identityOfColumn,
  readContexts,
  type Contexts,
} from '../judgement/contexts';
import { calledName, guaranteeOf } from '../judgement/expression';
import { inlined, withInlined } from '../judgement/inline';
import { NOTHING_KNOWN } from '../judgement/guarantee';
import {
  changesContext,
  lastingSettingsOf,
} from '../judgement/lasting-settings';
import { routineBody, type RoutineBody } from '../judgement/routine-body';
import { parseExpression } from '../sources/parse-sql';
import { buildRelations } from './build-relations';
import { Names, placed } from './names';
import { columnsRefusingEmpty } from './refusing-empty';
import { readRows, type CatalogueRows } from './rows';

const DEFAULT_OBJECTS: Readonly<Record<string, DefaultPrivilege['objects']>> = {
  r: 'tables',
  S: 'sequences',
  f: 'functions',
  T: 'types',
  n: 'schemas',
  L: 'large objects',
};

const VOLATILITIES: Readonly<Record<string, Routine['volatility']>> = {
  i: 'immutable',
  s: 'stable',
};

function routinesOf(rows: CatalogueRows): Routines {
  const routines = new Map<string, { row: RoutineRow; body: RoutineBody }[]>();
  for (const row of rows.routines) {
    const label = `${row.schema}.${row.name}`;
    const routine = {
      row,
      body: routineBody({
        language: row.language,
        source: row.source ?? '',
        definition: row.definition ?? '',
        bound: row.bound,
      }),
    };
    const overloads = routines.get(label);
    if (overloads === undefined) routines.set(label, [routine]);
    else overloads.push(routine);
  }
  return routines;
}

/** Columns of each relation that name tenant and organisation. */
function identityColumns(rows: CatalogueRows) {
  const found = new Map<number, { tenant?: string; organization?: string }>();
  for (const { relation, name } of rows.columns) {
    const identity = identityOfColumn(name);
    if (identity === undefined) continue;
    const known = found.get(relation) ?? {};
    found.set(relation, known);
    known[identity] ??= name;
  }
  return (relation: number) => found.get(relation) ?? {};
}

function buildRoutines(
  routines: Routines,
  contexts: Contexts,
  names: Names,
  history: History,
): readonly Routine[] {
  return [...routines].flatMap(([label, overloads]) =>
    overloads.map(({ row, body }): Routine => {
      // A function with arguments is a context function for each way in which it is called.
      const context = [...contexts.functions]
        .filter(([key]) => key.startsWith(`${label}(`))
        .map(([, value]) => value)[0];
      const created = history.created(row.oid);
      const grants = names.grants(row.acl, { owner: row.owner, oid: row.oid });
      const byDefault = grants.filter(
        ({ grantee, at }) =>
          grantee === 'PUBLIC' && (at === undefined || at === created),
      );
      return {
        label,
        schema: row.schema,
        name: row.name,
        arguments: row.arguments,
        owner: row.owner,
        language: row.language,
        definer: row.definer,
        volatility: VOLATILITIES[row.volatility] ?? 'volatile',
        leakproof: row.leakproof,
        settings: row.settings ?? [],
        bound: row.bound,
        returnsTrigger:
          row.returns === 'trigger' || row.returns === 'event_trigger',
        source: row.source ?? '',
        grants: grants.filter(grant => !byDefault.includes(grant)),
        isSet: row.returnsSet,
        argumentTypes: row.argumentTypes ?? [],
        everybodyByDefault: byDefault.length > 0,
        ...(context === undefined ? {} : { context }),
        lasting: lastingSettingsOf(row, body),
        ...placed(history.defined(row.oid) ?? history.at(row.xmin)),
      };
    }),
  );
}

function isExtraKind(kind: string): kind is Extra['kind'] {
  return [
    'extension',
    'foreign server',
    'event trigger',
    'language',
    'subscription',
    'parameter right',
    'operator',
    'cast',
    'system object',
  ].includes(kind);
}

/** What the catalogues say, without what is found out by trying. */
export type Inspection = Omit<DatabaseState, 'after' | 'breaches' | 'unprobed'>;

/**
 * Reads and judges everything that the tree's SQL has made so far.
 *
 * @param beforeContexts Called before any setting of a context is used in the session.
 */
export async function inspect(
  engine: Engine,
  history: History,
  beforeContexts: (
    known: Pick<Inspection, 'roles' | 'relations'>,
  ) => Promise<void>,
): Promise<{ readonly inspection: Inspection; readonly contexts: Contexts }> {
  const rows = await readRows(engine);
  const names = new Names(rows, history);
  const routines = routinesOf(rows);
  const columns = identityColumns(rows);

  const roles = rows.roles
    .filter(({ oid }) => oid >= 16384)
    .map(row => ({
      name: row.name,
      superuser: row.superuser,
      bypassesRowSecurity: row.bypass,
      createsDatabases: row.createdb,
      createsRoles: row.createrole,
      replicates: row.replication,
      logsIn: row.login,
      inherits: row.inherit,
      hasPassword: row.password,
      ...placed(history.at(row.xmin)),
    }));
  await beforeContexts({
    roles,
    relations: buildRelations(rows, names, history, {
      refusingEmpty: new Set(),
      identityColumns: columns,
      guarantee: () => undefined,
    }),
  });

  const expressions = new Map<string, Node | undefined>();
  for (const { using, check } of rows.policies) {
    for (const text of [using, check]) {
      if (text !== null && !expressions.has(text)) {
        expressions.set(text, parseExpression(text));
      }
    }
  }
  const contexts = await readContexts(
    engine,
    [...expressions.values()].flatMap(node =>
      node === undefined ? [] : withInlined(node, routines),
    ),
    routines,
  );
  const refusingEmpty = await columnsRefusingEmpty(
    engine,
    rows,
    column => identityOfColumn(column.name) !== undefined,
  );

  const relationNames = new Map(rows.relations.map(row => [row.oid, row.name]));
  const relations = buildRelations(rows, names, history, {
    refusingEmpty,
    identityColumns: columns,
    guarantee: (relation, expression) => {
      if (expression === null) return undefined;
      const node = expressions.get(expression);
      if (node !== undefined && changesContext(node, routines)) {
        return NOTHING_KNOWN;
      }
      const { tenant, organization } = columns(relation);
      return node === undefined
        ? NOTHING_KNOWN
        : guaranteeOf(node, {
            relation: relationNames.get(relation) ?? '',
            ...(tenant === undefined ? {} : { tenantColumn: tenant }),
            ...(organization === undefined
              ? {}
              : { organizationColumn: organization }),
            identityOf: ({ key }) => contexts.identityOf(key),
            inline: (call: FuncCall) =>
              inlined(call, routines.get(calledName(call)) ?? []),
          });
    },
  });

  const inspection: Inspection = {
    roles,
    memberships: rows.memberships.flatMap(
      ({ xmin, member, group, admin, inherits, sets }) => {
        const at = history.at(xmin);
        return at === undefined
          ? []
          : [{ member, group, admin, inherits, sets, at }];
      },
    ),
    sessionDefaults: rows.sessionDefaults.flatMap(({ role, settings, xmin }) =>
      (settings ?? []).map(text => {
        const separator = text.indexOf('=');
        return {
          ...(role === null ? {} : { role }),
          setting: text.slice(0, separator),
          value: text.slice(separator + 1),
          ...placed(history.at(xmin)),
        };
      }),
    ),
    defaultPrivileges: rows.defaultPrivileges.map(
      ({ owner, schema, kind, acl, xmin }) => ({
        owner,
        ...(schema === null ? {} : { schema }),
        objects: DEFAULT_OBJECTS[kind] ?? 'tables',
        grants: names.grants(acl, {
          owner,
          ...(history.at(xmin) === undefined
            ? {}
            : { otherwise: history.at(xmin) }),
        }),
      }),
    ),
    databaseGrants: rows.databases.flatMap(({ acl, owner, xmin }) =>
      names.grants(acl, {
        owner,
        ...(history.at(xmin) === undefined
          ? {}
          : { otherwise: history.at(xmin) }),
      }),
    ),
    schemas: rows.schemas.map(row => ({
      name: row.name,
      owner: row.owner,
      grants: names.grants(row.acl, { owner: row.owner, oid: row.oid }),
      ...placed(history.created(row.oid) ?? history.at(row.xmin)),
    })),
    relations,
    routines: buildRoutines(routines, contexts, names, history),
    publications: rows.publications.map(row => ({
      name: row.name,
      allTables: row.allTables,
      tables: (row.tables ?? []).map(({ relation, filtered }) => ({
        label: names.relation(relation),
        filtered,
      })),
      schemas: row.schemas ?? [],
      ...placed(history.at(row.xmin)),
    })),
    extras: rows.extras.flatMap(({ kind, name, xmin }) => {
      const at = history.at(xmin);
      return at === undefined || !isExtraKind(kind) ? [] : [{ kind, name, at }];
    }),
  };
  return { inspection, contexts };
}
