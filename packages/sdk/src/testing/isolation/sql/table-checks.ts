import type { RoleNames } from '../../test-database.js';
import {
  FOUNDATION,
  isOrganizationOptional,
  type Policy,
  type Table,
} from './catalogue.js';

/*
 * Pure checks of what the catalogue says about a table. Each gives its findings;
 * none when the table is as DESIGN's contract of the database wants it.
 */

/** Row-level security is on, for the owner too. */
export function rowSecurityFindings(table: Table): string[] {
  return [
    ...(table.rowSecurity
      ? []
      : [`${table.name}: row-level security is not enabled`]),
    ...(table.forced
      ? []
      : [`${table.name}: row-level security is not forced on the owner`]),
  ];
}

/** Every row says whose it is, and can't leave it out. */
export function tenantColumnFindings(table: Table): string[] {
  return ['tenant_id', 'organization_id'].flatMap(name => {
    const column = table.columns.find(candidate => candidate.name === name);
    if (column === undefined) {
      return [`${table.name}: has no column ${name}`];
    }
    const optional =
      name === 'organization_id' && isOrganizationOptional(table);
    return [
      ...(column.type === 'text'
        ? []
        : [`${table.name}.${name}: is ${column.type}, not text`]),
      ...(column.notNull || optional
        ? []
        : [`${table.name}.${name}: may be NULL`]),
      ...(column.hasDefault ? [`${table.name}.${name}: has a default`] : []),
      ...(table.checks.some(check => refusesEmpty(check, name))
        ? []
        : [`${table.name}.${name}: may be empty (no CHECK (${name} <> ''))`]),
    ];
  });
}

function refusesEmpty(definition: string, column: string): boolean {
  return (
    definition.includes(`${column} <> ''::text`) && !/\bOR\b/i.test(definition)
  );
}

/** Every key and index leads with the tenant, and with the organisation where rows have one. */
export function keyFindings(table: Table): string[] {
  const leading = isOrganizationOptional(table)
    ? ['tenant_id']
    : ['tenant_id', 'organization_id'];
  const startsRight = (columns: readonly string[]): boolean =>
    leading.every((name, position) => columns[position] === name);
  return [
    ...(table.indexes.some(index => index.unique)
      ? []
      : [`${table.name}: has no primary or unique key`]),
    ...table.indexes
      .filter(index => !startsRight(index.columns))
      .map(
        index =>
          `${table.name}: ${index.unique ? 'unique key' : 'index'} ${
            index.name
          } (${index.columns.join(', ')}) does not lead with ${leading.join(
            ', ',
          )}`,
      ),
    ...table.foreignKeys
      .filter(
        key => !startsRight(key.columns) || !startsRight(key.targetColumns),
      )
      .map(
        key =>
          `${table.name}: foreign key ${key.name} (${key.columns.join(
            ', ',
          )}) to ${key.target} (${key.targetColumns.join(
            ', ',
          )}) does not lead with ${leading.join(', ')}`,
      ),
  ];
}

const TENANT = '(tenant_id = ( SELECT app.tenant_id() AS tenant_id))';
const ORGANIZATION =
  '(organization_id = ( SELECT app.organization_id() AS organization_id))';
const TENANT_AND_ORGANIZATION = `(${TENANT} AND ${ORGANIZATION})`;

/** The table has exactly the policies of the contract; each other one could only widen them, or pretend to guard. */
export function policyFindings(
  table: Table,
  roles: RoleNames,
  tenantWide: boolean,
): string[] {
  const own = isOrganizationOptional(table)
    ? [TENANT, TENANT_AND_ORGANIZATION]
    : [TENANT_AND_ORGANIZATION];
  const findings = table.policies.flatMap(policy => {
    const where = `${table.name}: policy ${policy.name}`;
    if (isFor(policy, roles.app)) {
      return ownPolicyFindings(where, policy, own);
    }
    if (isFor(policy, roles.tenantWide) && tenantWide) {
      const fits =
        policy.permissive &&
        policy.command === 'SELECT' &&
        policy.using === TENANT;
      return fits
        ? []
        : [
            `${where} must be FOR SELECT USING ${TENANT}, is FOR ${policy.command} USING ${policy.using}`,
          ];
    }
    if (
      isFor(policy, roles.dispatcher) &&
      FOUNDATION[table.name]?.dispatched === true
    ) {
      return [];
    }
    return [
      `${where} (to ${policy.roles.join(', ')}, FOR ${policy.command}, USING ${
        policy.using
      }) is not one that the contract knows`,
    ];
  });
  const ownPolicies = table.policies.filter(policy =>
    isFor(policy, roles.app),
  ).length;
  return ownPolicies === 1
    ? findings
    : [
        ...findings,
        `${table.name}: has ${ownPolicies} policies for ${roles.app}, not one`,
      ];
}

function ownPolicyFindings(
  where: string,
  policy: Policy,
  allowed: readonly string[],
): string[] {
  return [
    ...(policy.permissive ? [] : [`${where} is restrictive`]),
    ...(policy.command === 'ALL'
      ? []
      : [`${where} is FOR ${policy.command}, not FOR ALL`]),
    ...(policy.using !== null && allowed.includes(policy.using)
      ? []
      : [`${where} has USING ${policy.using}, not ${allowed.at(-1)}`]),
    ...(policy.check !== null && allowed.includes(policy.check)
      ? []
      : [`${where} has WITH CHECK ${policy.check}, not ${allowed.at(-1)}`]),
  ];
}

function isFor(policy: Policy, role: string): boolean {
  return policy.roles.length === 1 && policy.roles[0] === role;
}
