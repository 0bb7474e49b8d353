CREATE SCHEMA sales;
GRANT USAGE ON SCHEMA sales TO orders_app, orders_tenant_wide;

CREATE TABLE sales.customer (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  PRIMARY KEY (tenant_id, organization_id, id),
  UNIQUE (tenant_id, organization_id, email)
);
