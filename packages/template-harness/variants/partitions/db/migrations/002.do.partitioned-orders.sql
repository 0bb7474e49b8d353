CREATE SCHEMA orders;
GRANT USAGE ON SCHEMA orders TO orders_app, orders_tenant_wide;

-- Orders by month; nobody is given a right on a month.
CREATE TABLE orders."order" (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  id uuid NOT NULL,
  placed_at timestamptz NOT NULL,
  note text,
  PRIMARY KEY (tenant_id, organization_id, id, placed_at)
) PARTITION BY RANGE (placed_at);
CREATE INDEX ON orders."order" (tenant_id, organization_id, placed_at);
ALTER TABLE orders."order" ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders."order" FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON orders."order" FOR ALL TO orders_app
  USING (tenant_id = (SELECT app.required('app.tenant_id')) AND organization_id = (SELECT app.required('app.organization_id')))
  WITH CHECK (tenant_id = (SELECT app.required('app.tenant_id')) AND organization_id = (SELECT app.required('app.organization_id')));
GRANT SELECT, INSERT, UPDATE ON orders."order" TO orders_app;

CREATE TABLE orders.order_2026_11 PARTITION OF orders."order" FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');
CREATE TABLE orders.order_2026_12 PARTITION OF orders."order" FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');

-- Lines by tenant; each partition also holds its own policies.
CREATE TABLE orders.order_line (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  order_id uuid NOT NULL,
  placed_at timestamptz NOT NULL,
  line integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (tenant_id, organization_id, order_id, placed_at, line),
  FOREIGN KEY (tenant_id, organization_id, order_id, placed_at)
    REFERENCES orders."order" (tenant_id, organization_id, id, placed_at) ON DELETE CASCADE
) PARTITION BY HASH (tenant_id);
CREATE TABLE orders.order_line_0 PARTITION OF orders.order_line FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE orders.order_line_1 PARTITION OF orders.order_line FOR VALUES WITH (MODULUS 2, REMAINDER 1);
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_line', 'order_line_0', 'order_line_1'] LOOP
    EXECUTE format('ALTER TABLE orders.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE orders.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      'CREATE POLICY own ON orders.%I FOR ALL TO orders_app '
      'USING (tenant_id = (SELECT app.required(%L)) AND organization_id = (SELECT app.required(%L))) '
      'WITH CHECK (tenant_id = (SELECT app.required(%L)) AND organization_id = (SELECT app.required(%L)))',
      name, 'app.tenant_id', 'app.organization_id', 'app.tenant_id', 'app.organization_id'
    );
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON orders.order_line TO orders_app;

CREATE VIEW orders.order_size WITH (security_invoker = on) AS
  SELECT tenant_id, organization_id, order_id, sum(quantity) AS pieces
  FROM orders.order_line GROUP BY tenant_id, organization_id, order_id;
GRANT SELECT ON orders.order_size TO orders_app;
