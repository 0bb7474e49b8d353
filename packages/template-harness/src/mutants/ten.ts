import type { Edit, Mutant } from './mutant';
import { later, sabotage } from './sql-sabotage';

const ROLES = 'db/roles.sql';
const FOUNDATION = 'db/migrations/001.do.foundation.sql';
const BUSINESS = 'db/migrations/002.do.orders.sql';

const TENANT = 'tenant_id = (SELECT app.tenant_id())';
const ORGANIZATION = 'organization_id = (SELECT app.organization_id())';

/** A table that would be right but for what `changes` do to it. */
function table(
  name: string,
  changes: (definition: string) => string = definition => definition,
): string {
  return changes(`CREATE TABLE ${name} (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  id uuid NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, id)
);
ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON ${name} FOR ALL TO orders_app
  USING (${TENANT} AND ${ORGANIZATION})
  WITH CHECK (${TENANT} AND ${ORGANIZATION});
GRANT SELECT, INSERT, UPDATE ON ${name} TO orders_app;
`);
}

/** Edits of the first context function, the tenant's. */
function ofTenantFunction(
  from: string | RegExp,
  to: string,
): Readonly<Record<string, Edit>> {
  return { [FOUNDATION]: text => text.replace(from, to) };
}

const REWRITTEN_TENANT = (body: string): string =>
  `CREATE OR REPLACE FUNCTION app.tenant_id() RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $$
${body}
$$;`;

/** Sabotages of how rows are kept to their tenant and organisation. */
export const tenMutants: readonly Mutant[] = [
  sabotage(
    'migrations-described-elsewhere',
    'the description of the service points at a folder without migrations',
    'TEN-01',
    {
      'ameide.service.yaml': text =>
        text.replace('migrations: db/migrations', 'migrations: db/none'),
    },
  ),
  later(
    'migration-as-somebody-else',
    'a migration goes on as the role of the run time',
    'TEN-01',
    'SET SESSION AUTHORIZATION orders_app;\nSELECT 1;',
  ),
  later(
    'table-without-tenant',
    'a table for notes knows no tenant',
    'TEN-02',
    'CREATE TABLE orders.note (id uuid PRIMARY KEY, body text);\nGRANT SELECT, INSERT ON orders.note TO orders_app;',
  ),
  later(
    'table-without-organization',
    'a table for settings knows the tenant and no organisation',
    'TEN-02',
    table('orders.setting', text =>
      text
        .replace(/ {2}organization_id.*\n/, '')
        .replaceAll(` AND ${ORGANIZATION}`, '')
        .replace('tenant_id, organization_id, id', 'tenant_id, id'),
    ),
  ),
  sabotage('tenant-nullable', 'the tenant of a line may be null', 'TEN-03', {
    [BUSINESS]: text =>
      text
        .replace(
          /(CREATE TABLE orders\.order_line \(\n {2}tenant_id text) NOT NULL/,
          '$1',
        )
        .replace(
          /(quantity >= 1[^]*?)PRIMARY KEY \(tenant_id/,
          '$1UNIQUE (tenant_id',
        ),
  }),
  later(
    'tenant-by-default',
    'rows without a tenant go to the platform',
    'TEN-03',
    "ALTER TABLE orders.customer ALTER COLUMN tenant_id SET DEFAULT 'platform';",
  ),
  sabotage(
    'tenant-check-not-enforced',
    'the check of an empty tenant is declared and not enforced',
    'TEN-03',
    {
      [BUSINESS]: text =>
        text.replace(
          "tenant_id text NOT NULL CHECK (tenant_id <> '')",
          "tenant_id text NOT NULL CHECK (tenant_id <> '') NOT ENFORCED",
        ),
    },
  ),
  later(
    'tenant-in-any-case',
    'a collation takes ACME and acme for one tenant',
    'TEN-03',
    `CREATE COLLATION app.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);\n${table(
      'orders.note',
      text =>
        text.replace('tenant_id text', 'tenant_id text COLLATE app.any_case'),
    )}`,
  ),
  later(
    'security-switched-off-in-a-block',
    'a DO block switches row-level security off for all tables',
    'TEN-04',
    `DO $$
DECLARE t record;
BEGIN
  FOR t IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'orders' LOOP
    EXECUTE format('ALTER TABLE %I.%I ' || 'DIS' || 'ABLE ROW LEVEL SECURITY', t.schemaname, t.tablename);
  END LOOP;
END
$$;`,
  ),
  sabotage(
    'dormant-policies',
    'a table has its policies, and row-level security is never enabled',
    'TEN-04',
    {
      [BUSINESS]: text =>
        text.replace(
          'ALTER TABLE orders."order" ENABLE ROW LEVEL SECURITY;\n',
          '',
        ),
    },
  ),
  sabotage(
    'security-off-in-a-file-elsewhere',
    'a script beside the migrations switches row-level security off',
    'TEN-04',
    {
      'scripts/speed-up.sql':
        'ALTER TABLE orders.customer DISABLE ROW LEVEL SECURITY;\n',
    },
  ),
  later(
    'no-force-later',
    'a later migration takes FORCE away',
    'TEN-05',
    'ALTER TABLE orders.order_line NO FORCE ROW LEVEL SECURITY;',
  ),
  ...[
    ['true', 'support-may-read', 'a second policy for support is true'],
    [
      "current_setting('app.tenant_id', true) IS NULL OR tenant_id = current_setting('app.tenant_id', true)",
      'null-or',
      'a policy lets everything through where there is no context',
    ],
    [
      "tenant_id = coalesce(nullif(current_setting('app.tenant_id', true), ''), tenant_id)",
      'row-stands-in',
      'the row itself stands in for a missing context',
    ],
    [
      "current_setting('app.support', true) = 'yes'",
      'client-flag',
      'a flag that any client can set opens a table',
    ],
    [
      "tenant_id IN ('acme', 'ameide')",
      'named-tenants',
      'two tenants by name are open to all',
    ],
    [
      'tenant_id LIKE (SELECT app.tenant_id())',
      'tenant-by-pattern',
      'the tenant is compared by pattern',
    ],
    [
      'starts_with(tenant_id, (SELECT app.tenant_id()))',
      'tenant-by-prefix',
      'the tenant is compared by prefix',
    ],
    [
      'tenant_id = session_user',
      'tenant-by-role',
      'the role of the pooled connection stands for the tenant',
    ],
    [
      '(SELECT app.tenant_id()) IS NOT NULL',
      'any-caller',
      'whoever has any tenant sees all of them',
    ],
    [
      'tenant_id <> (SELECT app.tenant_id()) OR tenant_id = (SELECT app.tenant_id())',
      'always-true',
      'a policy is true in a roundabout way',
    ],
    [
      "tenant_id = (SELECT current_setting('app.acting_tenant_id', true))",
      'setting-of-its-own',
      'one policy reads another setting than all the others',
    ],
  ].map(([using = '', id = '', title = '']) =>
    later(
      `policy-${id}`,
      title,
      'TEN-06',
      `CREATE POLICY ${id.replaceAll(
        '-',
        '_',
      )} ON orders.customer FOR SELECT TO orders_app USING (${using});`,
    ),
  ),
  later(
    'policy-trusts-a-table',
    'a policy trusts a table that the service itself writes',
    'TEN-06',
    `${table(
      'orders.share',
    )}CREATE POLICY shared ON orders.customer FOR SELECT TO orders_app
  USING (EXISTS (SELECT FROM orders.share AS s WHERE s.body = customer.tenant_id));`,
  ),
  sabotage(
    'writes-unchecked',
    'a policy checks what is read and not what is written',
    'TEN-06',
    {
      [BUSINESS]: text =>
        text.replace(
          /(POLICY tenant_isolation ON orders\.order_line[^;]*)WITH CHECK \([^;]*\);/,
          '$1WITH CHECK (quantity > 0);',
        ),
    },
  ),
  sabotage(
    'tenant-optional-in-writes',
    'rows may be written for a shared tenant too',
    'TEN-06',
    {
      [BUSINESS]: text =>
        text.replace(
          `WITH CHECK (${TENANT} AND ${ORGANIZATION})`,
          `WITH CHECK ((${TENANT} OR tenant_id = 'shared') AND ${ORGANIZATION})`,
        ),
    },
  ),
  sabotage(
    'organization-optional',
    'the organisation is tested only where there is one',
    'TEN-07',
    {
      [BUSINESS]: text =>
        text.replace(
          `USING (${TENANT} AND ${ORGANIZATION})`,
          `USING (${TENANT} AND (current_setting('app.organization_id', true) = '' OR organization_id = current_setting('app.organization_id', true)))`,
        ),
    },
  ),
  later(
    'tenant-wide-role-writes',
    'the role of tenant-wide methods may write',
    'TEN-07',
    `CREATE POLICY tenant_wide_write ON orders.customer FOR ALL TO orders_tenant_wide USING (${TENANT}) WITH CHECK (${TENANT});\nGRANT SELECT, UPDATE ON orders.customer TO orders_tenant_wide;`,
  ),
  sabotage(
    'check-left-out',
    'a policy says nothing about what may be written',
    'TEN-08',
    {
      [BUSINESS]: text =>
        text.replace(`\n  WITH CHECK (${TENANT} AND ${ORGANIZATION})`, ''),
    },
  ),
  sabotage('policy-for-everybody', 'a policy names no role', 'TEN-09', {
    [BUSINESS]: text =>
      text.replace(
        'ON orders.customer FOR ALL TO orders_app',
        'ON orders.customer FOR ALL',
      ),
  }),
  later(
    'policy-for-the-owner',
    'a policy lets the owner at all rows',
    'TEN-09',
    'CREATE POLICY maintenance ON orders.customer TO orders_owner USING (true) WITH CHECK (true);',
  ),
  later(
    'restrictive-without-effect',
    'a guard is always true',
    'TEN-10',
    'CREATE POLICY guard ON orders.customer AS RESTRICTIVE FOR ALL TO orders_app USING (true) WITH CHECK (true);',
  ),
  later(
    'open-before-any-context',
    'a fresh connection sees everything',
    'TEN-11',
    `ALTER POLICY tenant_isolation ON orders.customer
  USING (tenant_id = coalesce(current_setting('app.tenant_id', true), tenant_id) AND organization_id = coalesce(current_setting('app.organization_id', true), organization_id));`,
  ),
  later(
    'open-after-a-call',
    'a connection that has served a call sees everything',
    'TEN-11',
    `ALTER POLICY tenant_isolation ON orders.order_line
  USING (current_setting('app.tenant_id', true) IN ('', tenant_id));`,
  ),
  sabotage(
    'context-immutable',
    'the plan keeps the first tenant',
    'TEN-12',
    ofTenantFunction('LANGUAGE plpgsql STABLE', 'LANGUAGE plpgsql IMMUTABLE'),
  ),
  sabotage(
    'context-volatile',
    'the function of the tenant runs for each row',
    'TEN-12',
    ofTenantFunction('LANGUAGE plpgsql STABLE', 'LANGUAGE plpgsql'),
  ),
  sabotage(
    'context-as-owner',
    'the function of the tenant runs as the owner',
    'TEN-12',
    ofTenantFunction('SECURITY INVOKER', 'SECURITY DEFINER'),
  ),
  sabotage(
    'context-search-path',
    'the function of the tenant finds names by the search path of the caller',
    'TEN-12',
    ofTenantFunction('  SET search_path = pg_catalog\n', ''),
  ),
  sabotage(
    'empty-tenant-accepted',
    'the function of the tenant takes the empty string',
    'TEN-13',
    ofTenantFunction("value IS NULL OR value = ''", 'value IS NULL'),
  ),
  sabotage(
    'tenant-of-last-resort',
    'the function of the tenant makes one up',
    'TEN-13',
    ofTenantFunction(
      "current_setting('app.tenant_id', true);",
      "coalesce(nullif(current_setting('app.tenant_id', true), ''), 'default');",
    ),
  ),
  later(
    'tenant-by-flag',
    'a second setting overrides the tenant',
    'TEN-13',
    REWRITTEN_TENANT(`BEGIN
  IF current_setting('app.impersonate', true) <> '' THEN
    RETURN current_setting('app.impersonate');
  END IF;
  IF coalesce(current_setting('app.tenant_id', true), '') = '' THEN
    RAISE EXCEPTION 'no tenant is set';
  END IF;
  RETURN current_setting('app.tenant_id');
END`),
  ),
  later(
    'tenant-by-table',
    'the tenant of a connection is looked up in a table',
    'TEN-13',
    `CREATE TABLE app.connection (pid integer PRIMARY KEY, tenant text);
${REWRITTEN_TENANT(`BEGIN
  RETURN (SELECT tenant FROM app.connection WHERE pid = pg_backend_pid());
END`)}`,
  ),
  later(
    'tenant-with-a-back-door',
    'one value of the setting means another tenant',
    'TEN-13',
    REWRITTEN_TENANT(`DECLARE
  value text := current_setting('app.tenant_id', true);
BEGIN
  IF coalesce(value, '') = '' THEN RAISE EXCEPTION 'no tenant is set'; END IF;
  IF value = 'e2e' THEN RETURN 'acme'; END IF;
  RETURN value;
END`),
  ),
  sabotage(
    'index-without-tenant',
    'an index begins with the customer',
    'TEN-14',
    {
      [BUSINESS]: text =>
        text.replace(
          '(tenant_id, organization_id, customer_id, id)',
          '(customer_id, id)',
        ),
    },
  ),
  later(
    'email-unique-everywhere',
    'an address is unique across tenants, by an index on an expression',
    'TEN-15',
    'CREATE UNIQUE INDEX customer_email_lower ON orders.customer (lower(email));',
  ),
  sabotage(
    'number-unique-in-tenant',
    'an order number is unique across the organisations of a tenant',
    'TEN-15',
    {
      [BUSINESS]: text =>
        text.replace(
          'UNIQUE (tenant_id, organization_id, order_number)',
          'UNIQUE (tenant_id, order_number)',
        ),
    },
  ),
  later(
    'reference-across-tenants',
    'a reference is checked by the id alone',
    'TEN-16',
    'CREATE UNIQUE INDEX order_by_id ON orders."order" (id);\nALTER TABLE orders.order_line ADD CONSTRAINT order_line_order FOREIGN KEY (order_id) REFERENCES orders."order" (id);',
  ),
  later(
    'view-of-a-view',
    'a view over a good view asks as its owner',
    'TEN-17',
    'CREATE VIEW orders.emails WITH (security_invoker = true) AS SELECT email FROM orders.customer;\nCREATE VIEW orders.mailing_list AS SELECT * FROM orders.emails;\nGRANT SELECT ON orders.emails, orders.mailing_list TO orders_app;',
  ),
  later(
    'view-set-back',
    'a good view is set to ask as its owner',
    'TEN-17',
    'CREATE VIEW orders.emails WITH (security_invoker = true) AS SELECT email FROM orders.customer;\nALTER VIEW orders.emails RESET (security_invoker);',
  ),
  later(
    'materialised-statistics',
    'a materialised view keeps the rows of all tenants',
    'TEN-18',
    'CREATE MATERIALIZED VIEW orders.turnover AS SELECT tenant_id, sum(total_amount) AS total FROM orders."order" GROUP BY tenant_id;\nGRANT SELECT ON orders.turnover TO orders_app;',
  ),
  later(
    'table-from-rows',
    'a table for searching is filled from the customers of all tenants',
    'TEN-18',
    'CREATE TABLE orders.customer_search AS SELECT id, name, email FROM orders.customer;\nGRANT SELECT ON orders.customer_search TO orders_app;',
  ),
  later(
    'definer-function',
    'a function looks for customers with the rights of the owner',
    'TEN-19',
    `CREATE FUNCTION orders.find_customer(mail text) RETURNS SETOF orders.customer
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT * FROM orders.customer WHERE email = mail $$;
GRANT EXECUTE ON FUNCTION orders.find_customer(text) TO orders_app;`,
  ),
  later(
    'definer-trigger',
    'a trigger copies rows with the rights of the owner',
    'TEN-19',
    `CREATE TABLE orders.shadow (email text);
CREATE FUNCTION orders.copy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO orders.shadow VALUES (NEW.email);
  RETURN NEW;
END
$$;
CREATE TRIGGER copy AFTER INSERT ON orders.customer FOR EACH ROW EXECUTE FUNCTION orders.copy();`,
  ),
  later(
    'function-finds-any-name',
    'a trigger function has no search path of its own',
    'TEN-20',
    `CREATE FUNCTION orders.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER touch BEFORE UPDATE ON orders.customer FOR EACH ROW EXECUTE FUNCTION orders.touch();`,
  ),
  later(
    'rule-that-copies',
    'a rewrite rule copies new customers into a table of its own',
    'TEN-21',
    'CREATE TABLE orders.mirror (email text);\nCREATE RULE mirror AS ON INSERT TO orders.customer DO ALSO INSERT INTO orders.mirror VALUES (NEW.email);',
  ),
  later(
    'partition-granted',
    'a partition can be read past its parent',
    'TEN-22',
    `${table('orders.event', text =>
      text
        .replace('id uuid NOT NULL', 'id uuid NOT NULL,\n  at date NOT NULL')
        .replace(
          'organization_id, id)\n);',
          'organization_id, id, at)\n) PARTITION BY RANGE (at);',
        ),
    )}CREATE TABLE orders.event_2026 PARTITION OF orders.event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
GRANT SELECT ON orders.event_2026 TO orders_app;`,
  ),
  later(
    'child-granted',
    'a child of a table can be read past its parent',
    'TEN-22',
    'CREATE TABLE orders.archived_customer () INHERITS (orders.customer);\nGRANT SELECT ON ALL TABLES IN SCHEMA orders TO orders_app;',
  ),
  later(
    'rights-on-later-tables',
    'the service gets rights on every later table',
    'TEN-23',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA orders GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO orders_app;',
  ),
  later(
    'published',
    'a publication carries the orders of all tenants',
    'TEN-24',
    'CREATE PUBLICATION reporting FOR TABLES IN SCHEMA orders;',
  ),
  later(
    'leakproof-function',
    'a function may look at rows before the policies are asked',
    'TEN-25',
    `CREATE FUNCTION orders.resembles(text, text) RETURNS boolean LANGUAGE plpgsql LEAKPROOF COST 0.1 SET search_path = pg_catalog
AS $$ BEGIN RAISE NOTICE '%', $1; RETURN $1 LIKE $2; END $$;`,
  ),
  later(
    'equality-of-its-own',
    'an operator under the name of equality is always true',
    'TEN-25',
    `CREATE FUNCTION app.same(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = pg_catalog RETURN true;
CREATE OPERATOR app.= (LEFTARG = text, RIGHTARG = text, FUNCTION = app.same);`,
  ),
  later(
    'context-for-the-session',
    'a function sets the tenant for the session',
    'TEN-26',
    `CREATE FUNCTION app.act_for(tenant text) RETURNS void LANGUAGE sql SET search_path = pg_catalog
AS $$ SELECT set_config('app.tenant_id', tenant, false) $$;`,
  ),
  later(
    'function-with-a-tenant',
    'a function brings its own tenant',
    'TEN-26',
    `CREATE FUNCTION orders.demo_customers() RETURNS SETOF orders.customer LANGUAGE sql STABLE
  SET search_path = pg_catalog SET app.tenant_id = 'demo' SET app.organization_id = 'demo'
AS $$ SELECT * FROM orders.customer $$;`,
  ),
  later(
    'audit-corrected',
    'the service may correct its audit trail',
    'TEN-27',
    'GRANT UPDATE (denied_reason, metadata) ON app.audit_log TO orders_app;',
  ),
  later(
    'view-that-leaks',
    'a view over a table that does not hold its owner to the policies',
    'TEN-28',
    'ALTER TABLE orders.customer NO FORCE ROW LEVEL SECURITY;\nCREATE VIEW orders.emails AS SELECT email FROM orders.customer;\nGRANT SELECT ON orders.emails TO orders_app;',
  ),
  sabotage(
    'rows-move',
    'a customer can be handed to another tenant',
    'TEN-28',
    {
      [BUSINESS]: text =>
        text.replace(
          `WITH CHECK (${TENANT} AND ${ORGANIZATION})`,
          `WITH CHECK (tenant_id <> '')`,
        ),
    },
  ),
  sabotage(
    'hidden-in-roles',
    'the roles file replaces a function of PostgreSQL',
    'TEN-25',
    {
      [ROLES]: text =>
        `${text}\nCREATE OR REPLACE FUNCTION pg_catalog.texteq(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';\n`,
    },
  ),
];
