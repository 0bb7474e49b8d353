import type { History } from '../apply/history';
import type {
  Column,
  Command,
  Guarantee,
  Key,
  Policy,
  Relation,
  RelationKind,
} from '../database';
import { NOTHING_KNOWN } from '../judgement/guarantee';
import { placed, type Names } from './names';
import type { CatalogueRows } from './rows';

const KINDS: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned table',
  f: 'foreign table',
  v: 'view',
  m: 'materialized view',
  S: 'sequence',
};

const COMMANDS: Readonly<Record<string, readonly Command[]>> = {
  '*': ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  r: ['SELECT'],
  a: ['INSERT'],
  w: ['UPDATE'],
  d: ['DELETE'],
};

/** What is known beyond the rows of the catalogues. */
export interface RelationKnowledge {
  /** Numbers of the columns that refuse the empty string, as `<relation> <number>`. */
  readonly refusingEmpty: ReadonlySet<string>;
  readonly identityColumns: (relation: number) => {
    readonly tenant?: string;
    readonly organization?: string;
  };
  readonly guarantee: (
    relation: number,
    expression: string | null,
  ) => Guarantee | undefined;
}

function byRelation<T extends { readonly relation: number }>(
  rows: readonly T[],
): (relation: number) => readonly T[] {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.relation);
    if (group === undefined) groups.set(row.relation, [row]);
    else group.push(row);
  }
  return relation => groups.get(relation) ?? [];
}

/** Relations that each reads, through views too. */
function readsOf(rows: CatalogueRows): (relation: number) => readonly number[] {
  const direct = byRelation(rows.reads);
  return relation => {
    const seen = new Set<number>();
    const open = [relation];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { reads } of direct(next)) {
        if (seen.has(reads)) continue;
        seen.add(reads);
        open.push(reads);
      }
    }
    return [...seen];
  };
}

function keyKind(row: CatalogueRows['indexes'][number]): Key['kind'] {
  if (row.primary) return 'primary';
  if (row.exclusion) return 'exclusion';
  return row.unique ? 'unique' : 'index';
}

/** Puts together what belongs to each relation. */
export function buildRelations(
  rows: CatalogueRows,
  names: Names,
  history: History,
  knowledge: RelationKnowledge,
): readonly Relation[] {
  const columnsOf = byRelation(rows.columns);
  const policiesOf = byRelation(rows.policies);
  const indexesOf = byRelation(rows.indexes);
  const foreignKeysOf = byRelation(rows.foreignKeys);
  const triggersOf = byRelation(rows.triggers);
  const rulesOf = byRelation(rows.rules);
  const reads = readsOf(rows);
  const domains = new Map(rows.domains.map(({ id, base }) => [id, base]));
  const functions = new Map(
    rows.routines.map(({ oid, schema, name }) => [oid, `${schema}.${name}`]),
  );
  const columnName = (relation: number, number: number): string | undefined =>
    columnsOf(relation).find(column => column.number === number)?.name;

  const column = (row: CatalogueRows['columns'][number]): Column => ({
    name: row.name,
    type: row.type,
    baseType: domains.get(row.typeId) ?? row.type,
    notNull: row.notNull || row.typeNotNull,
    refusesEmpty: knowledge.refusingEmpty.has(`${row.relation} ${row.number}`),
    ...(row.default === null ? {} : { defaultValue: row.default }),
    generated: row.generated,
    deterministic: row.deterministic,
    grants: names.grants(row.acl, { oid: row.relation, sub: row.number }),
    ...placed(history.at(row.xmin)),
  });

  const policy = (row: CatalogueRows['policies'][number]): Policy => {
    const read = knowledge.guarantee(row.relation, row.using) ?? NOTHING_KNOWN;
    return {
      name: row.name,
      permissive: row.permissive,
      commands: COMMANDS[row.command] ?? [],
      roles: row.roles ?? [],
      ...(row.using === null ? {} : { using: row.using }),
      ...(row.check === null ? {} : { check: row.check }),
      read,
      written: knowledge.guarantee(row.relation, row.check) ?? read,
      ...placed(history.at(row.xmin)),
    };
  };

  return rows.relations.map((row): Relation => {
    const identity = knowledge.identityColumns(row.oid);
    const at = history.created(row.oid) ?? history.at(row.xmin);
    return {
      label: `${row.schema}.${row.name}`,
      schema: row.schema,
      name: row.name,
      kind: KINDS[row.kind] ?? 'table',
      owner: row.owner,
      rowSecurity: row.rowSecurity,
      forced: row.forced,
      parents: (row.parents ?? []).map(parent => names.relation(parent)),
      options: row.options ?? [],
      reads: reads(row.oid).map(read => names.relation(read)),
      columns: columnsOf(row.oid).map(column),
      policies: policiesOf(row.oid).map(policy),
      keys: indexesOf(row.oid).map(index => ({
        name: index.name,
        kind: keyKind(index),
        columns: (index.columns ?? []).map(number =>
          columnName(row.oid, number),
        ),
        ...placed(history.at(index.xmin)),
      })),
      foreignKeys: foreignKeysOf(row.oid).map(key => ({
        name: key.name,
        columns: (key.columns ?? []).map(
          number => columnName(row.oid, number) ?? '',
        ),
        references: names.relation(key.references),
        referencedColumns: (key.referencedColumns ?? []).map(
          number => columnName(key.references, number) ?? '',
        ),
        enforced: key.enforced,
        ...placed(history.at(key.xmin)),
      })),
      triggers: triggersOf(row.oid).map(trigger => ({
        name: trigger.name,
        function: functions.get(trigger.function) ?? 'pg_catalog',
        enabled: trigger.enabled,
        ...placed(history.at(trigger.xmin)),
      })),
      rules: rulesOf(row.oid).map(rule => ({
        name: rule.name,
        ...placed(history.at(rule.xmin)),
      })),
      grants: names.grants(row.acl, { owner: row.owner, oid: row.oid }),
      ...(identity.tenant === undefined
        ? {}
        : { tenantColumn: identity.tenant }),
      ...(identity.organization === undefined
        ? {}
        : { organizationColumn: identity.organization }),
      ...placed(at),
      ...(history.defined(row.oid) === undefined
        ? {}
        : { rowSecurityAt: history.defined(row.oid) }),
    };
  });
}
