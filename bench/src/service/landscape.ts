import pg from 'pg';
import type { TestService } from '@ameideio/ameide-sdk-ts/testing';
import type { OrdersService } from './orders-service';

/** How much data there is, and in how many hands. */
export const SCALE = {
  tenants: 1_000,
  organizationsPerTenant: 2,
  /** 1,000,000 in all. */
  ordersPerOrganization: 500,
  customersPerOrganization: 20,
  /** Connections of each server to the database. */
  poolSize: 8,
} as const;

/** Ids of one organisation's orders that calls ask for. */
const KNOWN_ORDERS = 25;
const TOKEN_LIFETIME_SECONDS = 3_600;

/** One organisation, and what a call in it needs. */
export interface Member {
  readonly tenantId: string;
  readonly organizationId: string;
  readonly token: string;
  /** Some of its orders. */
  readonly orderIds: readonly string[];
}

/** A database full of orders, with everything around it. */
export interface Landscape {
  /** A service in this process; it makes the database and signs the tokens, and is not measured. */
  readonly service: TestService;
  readonly members: readonly Member[];
  readonly postgresVersion: string;
  close(): Promise<void>;
}

function tenantName(number: number): string {
  return `tenant-${String(number).padStart(4, '0')}`;
}

/**
 * Starts PostgreSQL and fills it: a million orders of a thousand tenants, and
 * the other tables with enough rows that the planner has a choice.
 */
export async function startLandscape(
  { folder, definition, start, sdk }: OrdersService,
  progress: (line: string) => void,
): Promise<Landscape> {
  const postgres = await sdk.startPostgresServer();
  process.env.TEST_DATABASE_URL = postgres.adminUrl;
  const service = await sdk
    .startTestService({
      definition,
      start,
      roles: `${folder}/db/roles.sql`,
      migrations: `${folder}/db/migrations`,
      tenants: Array.from({ length: SCALE.tenants }, (_, i) => tenantName(i)),
      poolSize: SCALE.poolSize,
      configure: config => ({ ...config, apiKeys: { enabled: true } }),
    })
    .catch(async error => {
      await postgres.close();
      throw error;
    });
  const admin = new pg.Client({ connectionString: service.database.adminUrl });
  try {
    await admin.connect();
    await fill(admin, progress);
    progress('Signing a token for each organisation');
    const members = await membersOf(admin, service);
    const { rows } = await admin.query<{ server_version: string }>(
      'SHOW server_version',
    );
    return {
      service,
      members,
      postgresVersion: rows[0]?.server_version ?? 'unknown',
      async close() {
        await service.close();
        await postgres.close();
      },
    };
  } catch (error) {
    await service.close();
    await postgres.close();
    throw error;
  } finally {
    await admin.end();
  }
}

/** Every organisation of every tenant. */
const PLACES = `(
  SELECT format('tenant-%s', lpad((t)::text, 4, '0')) AS tenant_id, format('organization-%s', o) AS organization_id
  FROM generate_series(0, ${SCALE.tenants - 1}) AS t, generate_series(1, ${
  SCALE.organizationsPerTenant
}) AS o
) AS place`;

async function fill(
  admin: pg.Client,
  progress: (line: string) => void,
): Promise<void> {
  // Tables, in an order in which each refers only to those before it.
  const tables: readonly (readonly [string, string])[] = [
    [
      'customers',
      `INSERT INTO orders.customer (tenant_id, organization_id, id, name, email)
       SELECT tenant_id, organization_id, gen_random_uuid(), 'Customer ' || n, 'customer-' || n || '@example.org'
       FROM ${PLACES}, generate_series(1, ${SCALE.customersPerOrganization}) AS n`,
    ],
    [
      'orders',
      `INSERT INTO orders."order" (tenant_id, organization_id, id, order_number, customer_id, status, placed_at, total_amount, total_currency, note)
       SELECT tenant_id, organization_id, gen_random_uuid(), 'ORD-' || n, customer.ids[1 + n % ${SCALE.customersPerOrganization}],
         (ARRAY['NEW', 'PAID', 'SHIPPED', 'CANCELLED'])[1 + n % 4], now() - n * interval '1 minute', n * 1.25, 'EUR',
         CASE WHEN n % 3 = 0 THEN repeat('a note ', 10) END
       FROM (SELECT tenant_id, organization_id, array_agg(id) AS ids FROM orders.customer GROUP BY 1, 2) AS customer,
         generate_series(1, ${SCALE.ordersPerOrganization}) AS n`,
    ],
    [
      'order lines',
      `INSERT INTO orders.order_line (tenant_id, organization_id, id, order_id, product, quantity, unit_price_amount, unit_price_currency)
       SELECT tenant_id, organization_id, gen_random_uuid(), id, gen_random_uuid(), 1, 9.99, 'EUR'
       FROM orders."order" WHERE order_number LIKE 'ORD-%5'`,
    ],
    [
      "the service's own tables",
      `WITH numbered AS (SELECT tenant_id, organization_id, n FROM ${PLACES}, generate_series(1, 20) AS n),
        keys AS (INSERT INTO app.api_key (tenant_id, organization_id, key_id, secret_hash, subject, roles, scopes, expires_at)
          SELECT tenant_id, organization_id, gen_random_uuid()::text, '\\x00', 'key', '{viewer}', '{}', now() + interval '1 day' FROM numbered),
        received AS (INSERT INTO app.inbox (tenant_id, organization_id, producer, event_id, type)
          SELECT tenant_id, organization_id, 'catalog', gen_random_uuid()::text, 'event' FROM numbered),
        waiting AS (INSERT INTO app.outbox (id, tenant_id, organization_id, topic, type, payload, available_at)
          SELECT gen_random_uuid(), tenant_id, organization_id, 'event', 'event', '\\x00', 'infinity' FROM numbered),
        audited AS (INSERT INTO app.audit_log (id, tenant_id, organization_id, user_id, action, resource_type, allowed, request_id)
          SELECT gen_random_uuid(), tenant_id, organization_id, 'user', 'order.create', 'order', true, 'request' FROM numbered)
       INSERT INTO app.idempotency_key (tenant_id, organization_id, subject, method, client_request_id, request_digest)
       SELECT tenant_id, organization_id, 'user', 'ameide.orders.v1.OrdersService/CreateOrder', gen_random_uuid()::text, '\\x00' FROM numbered`,
    ],
  ];
  for (const [name, statement] of tables) {
    const began = Date.now();
    const { rowCount } = await admin.query(statement);
    progress(
      `Filled ${name}: ${(rowCount ?? 0).toLocaleString('en')} rows in ${(
        (Date.now() - began) /
        1000
      ).toFixed(1)} s`,
    );
  }
  await admin.query('VACUUM (FREEZE, ANALYZE)');
  await admin.query('CHECKPOINT');
}

async function membersOf(
  admin: pg.Client,
  service: TestService,
): Promise<Member[]> {
  const { rows } = await admin.query<
    Omit<Member, 'token' | 'orderIds'> & { ids: string[] }
  >(
    `SELECT tenant_id AS "tenantId", organization_id AS "organizationId",
       (array_agg(id::text ORDER BY md5(id::text)))[1:${KNOWN_ORDERS}] AS ids
     FROM orders."order" GROUP BY 1, 2`,
  );
  return await Promise.all(
    rows.map(async ({ tenantId, organizationId, ids }) => ({
      tenantId,
      organizationId,
      orderIds: ids,
      token: await service.userToken({
        tenantId,
        organizationId,
        roles: ['viewer'],
        subject: `reader-of-${tenantId}`,
        lifetime: TOKEN_LIFETIME_SECONDS,
      }),
    })),
  );
}
