import { describe, it } from 'node:test';

import { FOUNDATION, type Table } from '../sql/catalogue.js';
import {
  contextFunctionFindings,
  objectFindings,
} from '../sql/object-checks.js';
import {
  schemaPrivilegeFindings,
  tablePrivilegeFindings,
} from '../sql/privilege-checks.js';
import { roleChangeFindings, roleFindings } from '../sql/role-checks.js';
import {
  foreignKeyFindings,
  foreignRowFindings,
  missingContextFindings,
  movedRowFindings,
  type RowAttack,
} from '../sql/row-attacks.js';
import {
  contextLeftFindings,
  dispatcherFindings,
  ownerFindings,
  tenantWideFindings,
} from '../sql/special-role-attacks.js';
import {
  keyFindings,
  policyFindings,
  rowSecurityFindings,
  tenantColumnFindings,
} from '../sql/table-checks.js';
import { assertNothingFound } from '../world/findings.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** Whoever gets hold of the database connection itself gets no further than the API lets him. */
export function registerSqlChecks(world: WorldRef): void {
  const onEveryTable = async (
    check: (table: Table) => string[] | Promise<string[]>,
  ): Promise<void> => {
    const findings: string[] = [];
    for (const table of world().tables) {
      findings.push(...(await check(table)));
    }
    assertNothingFound(findings);
  };
  const isTenantWide = (table: Table): boolean =>
    world().options.resources.some(
      resource =>
        resource.table === table.name && resource.tenantWideList !== undefined,
    );
  const attack = (): RowAttack => ({
    app: world().app,
    admin: world().admin,
    appRole: world().service.database.roles.app,
    home: world().home,
    others: [world().places.sibling, world().places.stranger],
  });
  const roles = () => world().service.database.roles;

  describe('the database: what it declares', () => {
    it(
      'every table of the contract, and of every resource, is there',
      CHECK_OPTIONS,
      () => {
        const names = world().tables.map(({ name }) => name);
        const expected = [
          ...Object.keys(FOUNDATION),
          ...world().options.resources.map(({ table }) => table),
        ];
        assertNothingFound(
          expected
            .filter(name => !names.includes(name))
            .map(name => `${name}: there is no such table`),
        );
      },
    );
    it(
      'row-level security is enabled and forced on every table',
      CHECK_OPTIONS,
      () => onEveryTable(rowSecurityFindings),
    );
    it(
      'every row belongs to a tenant and an organisation, never to an empty one',
      CHECK_OPTIONS,
      () => onEveryTable(tenantColumnFindings),
    );
    it(
      'every key and index leads with the tenant and the organisation',
      CHECK_OPTIONS,
      () => onEveryTable(keyFindings),
    );
    it(
      'every table has exactly the policies of the contract',
      CHECK_OPTIONS,
      () =>
        onEveryTable(table =>
          policyFindings(table, roles(), isTenantWide(table)),
        ),
    );
    it(
      'every role has exactly its privileges on every table: nothing removes or rewrites the audit trail',
      CHECK_OPTIONS,
      () =>
        onEveryTable(table =>
          tablePrivilegeFindings(table, roles(), isTenantWide(table)),
        ),
    );
    it(
      'nobody can create anything, and nothing is open to everyone',
      CHECK_OPTIONS,
      async () =>
        assertNothingFound(
          await schemaPrivilegeFindings(world().admin, roles()),
        ),
    );
    it(
      'views, functions, rules, publications and defaults open no way round',
      CHECK_OPTIONS,
      async () => assertNothingFound(await objectFindings(world().admin)),
    );
    it(
      "the roles of the run time are powerless and reach nobody else's rights",
      CHECK_OPTIONS,
      async () =>
        assertNothingFound(await roleFindings(world().admin, roles())),
    );
  });

  describe('the database: as the role of the run time', () => {
    it(
      'the context functions raise when nothing, or an empty string, is set',
      CHECK_OPTIONS,
      async () =>
        assertNothingFound(await contextFunctionFindings(world().app, roles())),
    );
    it(
      'without a context, or with an empty one, no table gives or takes a row',
      CHECK_OPTIONS,
      () => onEveryTable(table => missingContextFindings(attack(), table)),
    );
    it(
      'rows of another tenant or organisation cannot be seen, counted, locked, changed or removed',
      CHECK_OPTIONS,
      () => onEveryTable(table => foreignRowFindings(attack(), table)),
    );
    it(
      'no row can be put or moved into another tenant or organisation',
      CHECK_OPTIONS,
      () => onEveryTable(table => movedRowFindings(attack(), table)),
    );
    it(
      'a foreign key to a row of another place fails as one to no row',
      CHECK_OPTIONS,
      () =>
        onEveryTable(table =>
          foreignKeyFindings(attack(), table, world().tables),
        ),
    );
    it(
      'a context is gone after commit, rollback and error',
      CHECK_OPTIONS,
      async () =>
        assertNothingFound(
          await contextLeftFindings(world().app, world().home),
        ),
    );
    it(
      'it cannot become the owner, the dispatcher or a superuser',
      CHECK_OPTIONS,
      async () =>
        assertNothingFound(await roleChangeFindings(world().app, roles())),
    );
  });

  describe('the database: as the other roles', () => {
    it('the owner sees no row', CHECK_OPTIONS, () =>
      onEveryTable(table => ownerFindings(world().owner, table, world().home)),
    );
    it(
      'the dispatcher reaches only the tables that it works on',
      CHECK_OPTIONS,
      () =>
        onEveryTable(table =>
          dispatcherFindings(world().dispatcher, table, world().home),
        ),
    );
    it(
      'the tenant-wide role reads one tenant, only where a tenant-wide method does, and changes nothing',
      CHECK_OPTIONS,
      () =>
        onEveryTable(table =>
          tenantWideFindings(world().app, world().admin, {
            table,
            role: roles().tenantWide,
            home: world().home,
            readable: isTenantWide(table),
          }),
        ),
    );
  });
}
