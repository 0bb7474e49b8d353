import type { Mutant } from './mutant';
import { inRoles, later, sabotage } from './sql-sabotage';

const ROLES = 'db/roles.sql';

/** Sabotages of who may do what in the database. */
export const dbrMutants: readonly Mutant[] = [
  inRoles(
    'runtime-bypasses',
    'the service bypasses row-level security',
    'DBR-01',
    'ALTER ROLE orders_app BYPASSRLS;',
  ),
  inRoles(
    'superuser-in-a-block',
    'a DO block makes the service a superuser',
    'DBR-01',
    `DO $$ BEGIN EXECUTE 'ALTER ROLE orders_app ' || 'SUPER' || 'USER'; END $$;`,
  ),
  sabotage('owner-creates-roles', 'the owner may create roles', 'DBR-01', {
    [ROLES]: text =>
      text.replace(
        'ALTER ROLE orders_owner NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE',
        'ALTER ROLE orders_owner NOSUPERUSER NOBYPASSRLS NOCREATEDB CREATEROLE',
      ),
  }),
  inRoles(
    'dispatcher-replicates',
    'the dispatcher may replicate',
    'DBR-01',
    'ALTER ROLE orders_dispatcher REPLICATION;',
  ),
  later(
    'table-of-the-service',
    'a table belongs to the role of the run time',
    'DBR-02',
    'ALTER TABLE orders.customer OWNER TO orders_app;',
  ),
  sabotage(
    'service-runs-as-owner',
    'the description names the owner for the run time',
    'DBR-02',
    {
      'ameide.service.yaml': text =>
        text.replace('runtimeRole: orders_app', 'runtimeRole: orders_owner'),
    },
  ),
  inRoles(
    'owner-by-way-of-a-group',
    'the service is a member of a group that is a member of the owner',
    'DBR-03',
    'CREATE ROLE orders_developers NOLOGIN;\nGRANT orders_owner TO orders_developers;\nGRANT orders_developers TO orders_app;',
  ),
  inRoles(
    'reads-all-data',
    'the service is a member of the role that reads everything',
    'DBR-03',
    'GRANT pg_read_all_data TO orders_app;',
  ),
  inRoles(
    'runtime-is-dispatcher',
    'the service may take on the dispatcher',
    'DBR-03',
    'GRANT orders_dispatcher TO orders_app;',
  ),
  inRoles(
    'group-with-admin',
    'the service may let others into the tenant-wide role',
    'DBR-03',
    'GRANT orders_tenant_wide TO orders_app WITH ADMIN OPTION;',
  ),
  later(
    'truncate-granted',
    'the service may empty a table',
    'DBR-04',
    'GRANT TRUNCATE ON orders.order_line TO orders_app;',
  ),
  later(
    'all-granted',
    'the service has all there is on a table',
    'DBR-04',
    'GRANT ALL ON ALL TABLES IN SCHEMA orders TO orders_app;',
  ),
  later(
    'references-to-a-column',
    'the service may reference a column',
    'DBR-04',
    'GRANT REFERENCES (tenant_id) ON orders.customer TO orders_app;',
  ),
  later(
    'table-for-everybody',
    'every role of the server may read a table',
    'DBR-05',
    'GRANT SELECT ON orders.customer TO PUBLIC;',
  ),
  later(
    'schema-for-everybody',
    'every role of the server may look into a schema',
    'DBR-05',
    'GRANT USAGE ON SCHEMA app TO PUBLIC;',
  ),
  later(
    'create-in-schema',
    'the service may create objects among those of the context',
    'DBR-06',
    'GRANT CREATE ON SCHEMA app TO orders_app;',
  ),
  later(
    'create-schemas',
    'the service may create schemas',
    'DBR-06',
    "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO orders_app', current_database()); END $$;",
  ),
  later(
    'dispatcher-reads-customers',
    'the dispatcher reads the customers of all tenants',
    'DBR-07',
    'GRANT SELECT ON orders.customer TO orders_dispatcher;\nCREATE POLICY dispatch ON orders.customer FOR SELECT TO orders_dispatcher USING (true);',
  ),
  later(
    'dispatcher-reads-responses',
    'the dispatcher reads the remembered responses of all tenants',
    'DBR-07',
    'GRANT SELECT (response) ON app.idempotency_key TO orders_dispatcher;',
  ),
  inRoles(
    'default-tenant',
    'the role of the service comes with a tenant',
    'DBR-08',
    "ALTER ROLE orders_app SET app.tenant_id = 'acme';",
  ),
  inRoles(
    'guard-off-by-default',
    'the role of the service comes without triggers and references',
    'DBR-08',
    'ALTER ROLE orders_app SET session_replication_role = replica;',
  ),
  inRoles(
    'path-by-default',
    'the role of the service finds its own schema before those of PostgreSQL',
    'DBR-08',
    'ALTER ROLE orders_app SET search_path = app, pg_catalog;',
  ),
  inRoles(
    'password-in-sql',
    'a password is set by the roles file',
    'DBR-09',
    "ALTER ROLE orders_app PASSWORD 'not-a-real-one';",
  ),
  sabotage('tenant-wide-logs-in', 'the tenant-wide role can log in', 'DBR-10', {
    [ROLES]: text =>
      text.replace(
        'CREATE ROLE orders_tenant_wide NOLOGIN',
        'CREATE ROLE orders_tenant_wide LOGIN',
      ),
  }),
  sabotage(
    'tenant-wide-inherited',
    'every statement has the rights of tenant-wide methods',
    'DBR-10',
    {
      [ROLES]: text =>
        text.replace(
          'GRANT orders_tenant_wide TO orders_app;',
          'GRANT orders_tenant_wide TO orders_app WITH INHERIT TRUE;',
        ),
    },
  ),
  later(
    'grant-option',
    'the service may pass its rights on',
    'DBR-11',
    'GRANT SELECT ON orders.customer TO orders_app WITH GRANT OPTION;',
  ),
  inRoles(
    'reads-files',
    'the service may read files of the database server',
    'DBR-12',
    'GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO orders_app;',
  ),
  later(
    'foreign-server',
    'the database reaches another one',
    'DBR-12',
    'CREATE FOREIGN DATA WRAPPER elsewhere;\nCREATE SERVER warehouse FOREIGN DATA WRAPPER elsewhere;',
  ),
  later(
    'migration-makes-roles',
    'a migration needs an administrator',
    'DBR-13',
    'CREATE ROLE orders_reporting LOGIN;',
  ),
  later(
    'tenant-column-writable',
    'the service has a right on the tenant column alone',
    'DBR-14',
    'GRANT UPDATE (tenant_id, organization_id) ON app.idempotency_key TO orders_app;',
  ),
  later(
    'sequence-set',
    'the service may read and set a sequence of all tenants',
    'DBR-15',
    'CREATE SEQUENCE orders.invoice_number;\nGRANT SELECT, UPDATE, USAGE ON SEQUENCE orders.invoice_number TO orders_app;',
  ),
  sabotage(
    'cluster-makes-a-member',
    "the cluster's manifest makes the service a member of the owner",
    'DBR-16',
    {
      'deploy/base/database.yaml': text =>
        text.replace(
          'inRoles:\n          - orders_tenant_wide',
          'inRoles:\n          - orders_tenant_wide\n          - orders_owner',
        ),
    },
  ),
  sabotage(
    'cluster-lets-it-inherit',
    "the cluster's manifest lets the service inherit the tenant-wide rights",
    'DBR-16',
    {
      'deploy/base/database.yaml': text =>
        text.replace('inherit: false', 'inherit: true'),
    },
  ),
  inRoles(
    'dbr-right-on-parameter',
    'the service may switch triggers and foreign keys off',
    'DBR-08',
    'GRANT SET ON PARAMETER session_replication_role TO orders_app;',
  ),
  later(
    'keys-made-at-run-time',
    'the service may make API keys',
    'DBR-17',
    'GRANT INSERT ON app.api_key TO orders_app;',
  ),
  later(
    'keys-prolonged-at-run-time',
    'the service may change what an API key may do',
    'DBR-17',
    'GRANT UPDATE (roles, expires_at) ON app.api_key TO orders_app;',
  ),
];
