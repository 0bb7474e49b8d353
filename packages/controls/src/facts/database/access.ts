import type { Evaluation, Finding } from '../../control/control';
import type {
  Command,
  Database,
  DatabaseState,
  Grant,
  Guarantee,
  Place,
  Policy,
  Relation,
  RoleModel,
} from './database';

/** What a role is to the service. */
export type Part = 'owner' | 'runtime' | 'dispatcher' | 'tenant-wide' | 'other';

export function partOf(role: string, model: RoleModel): Part {
  switch (role) {
    case model.owner:
      return 'owner';
    case model.runtime:
      return 'runtime';
    case model.dispatcher:
      return 'dispatcher';
    case model.tenantWide:
      return 'tenant-wide';
    default:
      return 'other';
  }
}

/** A finding at a place, or at the tree as a whole where no statement is to blame. */
export function foundAt(
  at: Place | undefined,
  subject: string,
  message: string,
): Finding {
  return at === undefined || at.line === 0
    ? { subject, message }
    : { subject, message, file: at.file, line: at.line };
}

/**
 * Judges the database as the migrations make it, and again with each other file
 * of SQL. What is found twice is told once.
 */
export function inEachState(
  database: Database,
  judge: (state: DatabaseState) => readonly Finding[],
): Evaluation {
  if (database.states.length === 0) {
    return { notApplicable: 'The tree has no SQL.' };
  }
  const findings = new Map<string, Finding>();
  for (const state of database.states) {
    for (const finding of judge(state)) {
      const key = JSON.stringify([finding.file, finding.subject]);
      if (!findings.has(key)) findings.set(key, finding);
    }
  }
  return [...findings.values()];
}

export function isTable({ kind }: Relation): boolean {
  return (
    kind === 'table' || kind === 'partitioned table' || kind === 'foreign table'
  );
}

/** Rights on a relation and on its columns. */
export function rightsOn({ grants, columns }: Relation): readonly Grant[] {
  return [...grants, ...columns.flatMap(column => column.grants)];
}

const WRITES = ['INSERT', 'UPDATE', 'DELETE'];
const READS = ['SELECT', 'UPDATE', 'DELETE'];

function mayAny(
  relation: Relation,
  role: string | undefined,
  privileges: readonly string[],
): boolean {
  return rightsOn(relation).some(
    ({ grantee, privilege }) =>
      (grantee === role || grantee === 'PUBLIC') &&
      privileges.includes(privilege),
  );
}

/** Whether the service itself sees rows, or changes them where they are. */
export function runtimeReaches(relation: Relation, model: RoleModel): boolean {
  return mayAny(relation, model.runtime, READS);
}

/** Whether anybody but the owner has a right on it. */
export function isReachable(relation: Relation, model: RoleModel): boolean {
  return rightsOn(relation).some(({ grantee }) => grantee !== model.owner);
}

/** Whether anybody but the owner can put rows into it. */
function isWritable(relation: Relation, model: RoleModel): boolean {
  return rightsOn(relation).some(
    ({ grantee, privilege }) =>
      grantee !== model.owner && WRITES.includes(privilege),
  );
}

/** Names under which a statement may mean a relation. */
export function isMeant({ label, name }: Relation, written: string): boolean {
  return written === label || written === name;
}

/**
 * Tables that hold rows of tenants: they say so, or somebody else than the owner
 * writes them, or rows of such tables are copied into them. What is left is
 * reference data that came with a migration.
 */
export function tenantTables(
  state: DatabaseState,
  database: Database,
): readonly Relation[] {
  const tables = state.relations.filter(isTable);
  const own = tables.filter(
    table =>
      table.tenantColumn !== undefined || isWritable(table, database.model),
  );
  const copied = database.copies.filter(({ from }) =>
    from.some(name => own.some(table => isMeant(table, name))),
  );
  return tables.filter(
    table =>
      own.includes(table) ||
      copied.some(({ target }) => isMeant(table, target)),
  );
}

/** A partition or child that only its parent leads to: the parent's policies hold for it. */
export function isBehindParent(relation: Relation, model: RoleModel): boolean {
  return relation.parents.length > 0 && !isReachable(relation, model);
}

/** Tables that business code reads: rows there belong to an organisation too. */
export function isBusinessTable(
  relation: Relation,
  { relations }: DatabaseState,
  model: RoleModel,
): boolean {
  if (runtimeReaches(relation, model)) return true;
  // What only its parent leads to is what its parent is.
  const seen = new Set([relation.label]);
  const open = isBehindParent(relation, model) ? [...relation.parents] : [];
  for (let label = open.pop(); label !== undefined; label = open.pop()) {
    const parent = relations.find(other => other.label === label);
    if (parent === undefined || seen.has(label)) continue;
    seen.add(label);
    if (runtimeReaches(parent, model)) return true;
    open.push(...parent.parents);
  }
  return false;
}

/** Queues and records that are purged by time: what the dispatcher may clear. */
export function isDispatched(relation: Relation, model: RoleModel): boolean {
  return rightsOn(relation).some(({ grantee }) => grantee === model.dispatcher);
}

/** Who a policy is for, among the roles of the service. */
export function policyRoles(
  { roles }: Policy,
  state: DatabaseState,
): readonly string[] {
  return roles.includes('PUBLIC') ? state.roles.map(({ name }) => name) : roles;
}

function appliesTo(policy: Policy, role: string, command: Command): boolean {
  return (
    policy.commands.includes(command) &&
    (policy.roles.includes('PUBLIC') || policy.roles.includes(role))
  );
}

/** A policy by which a role reaches rows that it must not. */
export interface Opening {
  readonly policy: Policy;
  readonly role: string;
  readonly side: 'read' | 'written';
  readonly command: Command;
}

/**
 * Permissive policies that do not keep a role to what must hold, where no
 * restrictive policy does it for them.
 */
export function openings(
  relation: Relation,
  role: string,
  holds: (guarantee: Guarantee) => boolean,
): readonly Opening[] {
  const found: Opening[] = [];
  for (const command of ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const) {
    const sides =
      command === 'INSERT'
        ? (['written'] as const)
        : command === 'UPDATE'
        ? (['read', 'written'] as const)
        : (['read'] as const);
    const policies = relation.policies.filter(policy =>
      appliesTo(policy, role, command),
    );
    for (const side of sides) {
      const restricted = policies.some(
        policy => !policy.permissive && holds(policy[side]),
      );
      if (restricted) continue;
      for (const policy of policies) {
        if (policy.permissive && !holds(policy[side])) {
          found.push({ policy, role, side, command });
        }
      }
    }
  }
  return found;
}

/** One opening for each policy and role. */
export function distinctOpenings(all: readonly Opening[]): readonly Opening[] {
  const seen = new Set<string>();
  return all.filter(({ policy, role, side }) => {
    const key = JSON.stringify([policy.name, role, side]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Named for it, or with what an entry of a trail consists of. */
export function isAuditTrail({ name, columns }: Relation): boolean {
  const names = columns.map(column => column.name);
  return (
    /audit/i.test(name) ||
    (names.includes('action') && names.includes('resource_type'))
  );
}

/** Tables of messages and of what is remembered about them for a while. */
const MESSAGING =
  /outbox|inbox|idempot|dedup|message|event|queue|processed|request/i;

/**
 * Whether what the dispatcher may do with a table is narrow: it reads what the
 * service itself only writes, and elsewhere it sees nothing but times, to purge
 * what has expired.
 */
export function isNarrow(
  relation: Relation,
  role: string,
  { routines }: DatabaseState,
  model: RoleModel,
): boolean {
  if (isAuditTrail(relation)) return false;
  if (!runtimeReaches(relation, model)) return true;
  const ofThePlatform =
    MESSAGING.test(relation.name) ||
    routines.some(
      ({ context, schema }) =>
        context !== undefined && schema === relation.schema,
    );
  if (!ofThePlatform) return false;
  const whole = relation.grants.filter(({ grantee }) => grantee === role);
  if (whole.some(({ privilege }) => privilege !== 'DELETE')) return false;
  return relation.columns.every(({ baseType, grants }) =>
    grants
      .filter(({ grantee }) => grantee === role)
      .every(
        ({ privilege }) =>
          privilege === 'SELECT' && /^(?:timestamp|date)/.test(baseType),
      ),
  );
}

/**
 * Openings of a table for every role that policies of it are for. The dispatcher
 * may have one where what it may do is narrow.
 */
export function openingsFor(
  table: Relation,
  state: DatabaseState,
  model: RoleModel,
  holds: (guarantee: Guarantee) => boolean,
): readonly Opening[] {
  const roles = new Set(
    table.policies.flatMap(policy => policyRoles(policy, state)),
  );
  return distinctOpenings(
    [...roles]
      .filter(
        role =>
          role !== model.dispatcher || !isNarrow(table, role, state, model),
      )
      .flatMap(role => openings(table, role, holds)),
  );
}

/**
 * Whether a role can do nothing with any row: to be its member gives nothing. The
 * role of tenant-wide methods is one in a service that has no such method.
 */
export function isIdle(
  name: string,
  { roles, memberships, schemas, relations, routines }: DatabaseState,
  model: RoleModel,
): boolean {
  const role = roles.find(other => other.name === name);
  return (
    role !== undefined &&
    partOf(name, model) === 'other' &&
    !role.logsIn &&
    !role.superuser &&
    !role.bypassesRowSecurity &&
    !role.createsRoles &&
    !role.createsDatabases &&
    !role.replicates &&
    !memberships.some(({ member }) => member === name) &&
    ![...schemas, ...relations, ...routines].some(
      ({ owner }) => owner === name,
    ) &&
    !relations.some(relation =>
      rightsOn(relation).some(({ grantee }) => grantee === name),
    )
  );
}
