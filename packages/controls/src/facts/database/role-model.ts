import type { ServiceDescription } from '../metadata/service-description';
import type { Inspection } from './catalogue/build-state';
import type { RoleModel } from './database';

const OWNER = /owner|migrat|ddl|admin/i;
const RUNTIME = /(?:^|_)(?:app|runtime|service|api|rw|web)$/i;

/** Whom migrations run as where the service does not say so: a role that is named for it. */
export function ownerAmong(names: readonly string[]): string {
  return names.find(name => OWNER.test(name)) ?? names[0] ?? 'schema_owner';
}

export function declaredModel(
  declared: NonNullable<ServiceDescription['database']>,
): RoleModel {
  return {
    owner: declared.owner,
    runtime: declared.runtimeRole,
    ...(declared.dispatcherRole === undefined
      ? {}
      : { dispatcher: declared.dispatcherRole }),
    ...(declared.tenantWideRole === undefined
      ? {}
      : { tenantWide: declared.tenantWideRole }),
    declared: true,
  };
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE']);

/**
 * Roles by what they may do, where the service does not say so: the runtime is
 * the one with the most rights on tables, a role that only reads and cannot log
 * in serves tenant-wide methods, and one that deletes what it cannot have
 * written dispatches and purges.
 */
export function discoveredModel(
  owner: string,
  { roles, relations }: Pick<Inspection, 'roles' | 'relations'>,
): RoleModel {
  const rights = new Map<
    string,
    { all: number; writes: number; inserts: number }
  >();
  for (const { grants, columns } of relations) {
    for (const { grantee, privilege } of [
      ...grants,
      ...columns.flatMap(column => column.grants),
    ]) {
      const counts = rights.get(grantee) ?? { all: 0, writes: 0, inserts: 0 };
      counts.all += 1;
      if (WRITES.has(privilege)) counts.writes += 1;
      if (privilege === 'INSERT') counts.inserts += 1;
      rights.set(grantee, counts);
    }
  }
  const others = roles
    .filter(({ name }) => name !== owner)
    .sort(
      (first, second) =>
        (rights.get(second.name)?.all ?? 0) -
        (rights.get(first.name)?.all ?? 0),
    );
  const runtime =
    others.find(({ name }) => RUNTIME.test(name) && rights.has(name)) ??
    others.find(({ name }) => rights.has(name)) ??
    others[0];
  const rest = others.filter(role => role !== runtime);
  const tenantWide =
    rest.find(
      ({ name, logsIn }) => !logsIn && rights.get(name)?.writes === 0,
    ) ??
    rest.find(
      ({ name, logsIn }) =>
        !logsIn && !rights.has(name) && /tenant/i.test(name),
    );
  const dispatcher = rest.find(
    ({ name }) =>
      (rights.get(name)?.writes ?? 0) > 0 && rights.get(name)?.inserts === 0,
  );
  return {
    owner,
    ...(runtime === undefined ? {} : { runtime: runtime.name }),
    ...(dispatcher === undefined ? {} : { dispatcher: dispatcher.name }),
    ...(tenantWide === undefined ? {} : { tenantWide: tenantWide.name }),
    declared: false,
  };
}
