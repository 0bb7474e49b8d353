BEGIN;
SET LOCAL lock_timeout = '5s';
SET LOCAL search_path = orders, public;

CREATE SCHEMA orders AUTHORIZATION orders_owner;

CREATE TABLE customer (
  tenant_id text NOT NULL,
  organization_id text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL
);
CREATE TABLE purchase (
  tenant_id text NOT NULL,
  organization_id text NOT NULL,
  id uuid NOT NULL,
  customer_id uuid NOT NULL
);
CREATE TABLE request (
  tenant_id text NOT NULL,
  organization_id text NOT NULL,
  id text NOT NULL,
  response bytea,
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE request IS 'Requests of the last day and their responses; it''s purged';

ALTER TABLE customer ADD PRIMARY KEY (tenant_id, organization_id, id);
ALTER TABLE purchase ADD PRIMARY KEY (tenant_id, organization_id, id);
ALTER TABLE request ADD PRIMARY KEY (tenant_id, organization_id, id);
ALTER TABLE purchase ADD CONSTRAINT purchase_of_customer
  FOREIGN KEY (tenant_id, organization_id, customer_id) REFERENCES customer NOT VALID;
ALTER TABLE purchase VALIDATE CONSTRAINT purchase_of_customer;
COMMIT;
