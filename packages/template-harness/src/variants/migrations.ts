import type { Variant } from './variant';

const isolated = (table: string) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON ${table} FOR ALL TO orders_app
  USING (tenant_id = (SELECT app.tenant_id()) AND organization_id = (SELECT app.organization_id()))
  WITH CHECK (tenant_id = (SELECT app.tenant_id()) AND organization_id = (SELECT app.organization_id()));
`;

/** Other shapes of a database that keeps tenants apart. */
export const migrationVariants: readonly Variant[] = [
  {
    id: 'several-migrations',
    title:
      'later migrations bring a table, a column, an index and a constraint',
    caseName: 'orders',
    edits: {
      'db/migrations/003.do.notes.sql': `-- Remarks on customers.
CREATE TABLE orders.remark (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  id uuid NOT NULL,
  customer_id uuid NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, id),
  FOREIGN KEY (tenant_id, organization_id, customer_id)
    REFERENCES orders.customer (tenant_id, organization_id, id)
);
COMMENT ON TABLE orders.remark IS 'What was said about a customer';
COMMENT ON COLUMN orders.remark.body IS 'Classification: confidential';
${isolated('orders.remark')}
GRANT SELECT, INSERT ON orders.remark TO orders_app;
`,
      'db/migrations/004.do.channel.sql': `ALTER TABLE orders."order" ADD COLUMN channel text NOT NULL DEFAULT 'web' CHECK (channel IN ('web', 'phone'));
COMMENT ON COLUMN orders."order".channel IS 'Classification: internal';
CREATE INDEX order_channel_idx ON orders."order" (tenant_id, organization_id, channel, id);
ALTER TABLE orders.remark ADD CONSTRAINT remark_body_check CHECK (char_length(body) <= 4000);
`,
    },
  },
  {
    id: 'views-and-functions',
    title:
      'a view of the invoker, functions with a fixed search path, and a trigger',
    caseName: 'orders',
    edits: {
      'db/migrations/003.do.reports.sql': `CREATE VIEW orders.open_order WITH (security_invoker = true, security_barrier = true) AS
  SELECT tenant_id, organization_id, id, order_number, placed_at
  FROM orders."order"
  WHERE status IN ('NEW', 'PAID');
COMMENT ON VIEW orders.open_order IS 'Orders that are not delivered yet; read with the rights of whoever asks';
GRANT SELECT ON orders.open_order TO orders_app;

CREATE FUNCTION orders.order_count(of_customer uuid) RETURNS bigint
  LANGUAGE sql STABLE SECURITY INVOKER
  SET search_path = pg_catalog
  RETURN (SELECT count(*) FROM orders."order" WHERE customer_id = of_customer);
REVOKE ALL ON FUNCTION orders.order_count(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders.order_count(uuid) TO orders_app;

CREATE FUNCTION orders.touch() RETURNS trigger
  LANGUAGE plpgsql SECURITY INVOKER
  SET search_path = pg_catalog
AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION orders.touch() FROM PUBLIC;
CREATE TRIGGER touch BEFORE UPDATE ON orders.customer
  FOR EACH ROW EXECUTE FUNCTION orders.touch();
`,
    },
  },
  {
    id: 'partitioned-table',
    title:
      'a table in partitions, each under the same policy, granted at the top only',
    caseName: 'orders',
    edits: {
      'db/migrations/003.do.visits.sql': `CREATE TABLE orders.visit (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  id uuid NOT NULL,
  happened_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, id, happened_at)
) PARTITION BY RANGE (happened_at);
COMMENT ON TABLE orders.visit IS 'When somebody looked at an order';
${isolated('orders.visit')}
CREATE TABLE orders.visit_2026 PARTITION OF orders.visit
  FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
${isolated('orders.visit_2026')}
CREATE TABLE orders.visit_2027 PARTITION OF orders.visit
  FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
${isolated('orders.visit_2027')}
GRANT SELECT, INSERT ON orders.visit TO orders_app;
`,
    },
  },
];
