CREATE SCHEMA orders;
GRANT USAGE ON SCHEMA orders TO orders_app, orders_tenant_wide;

CREATE TYPE orders.status AS ENUM ('NEW', 'PAID');

CREATE TABLE orders.customer (
  tenant_id kernel.identity,
  organization_id kernel.identity,
  id uuid DEFAULT gen_random_uuid(),
  number bigint GENERATED ALWAYS AS IDENTITY,
  email text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT customer_pk PRIMARY KEY (tenant_id, organization_id, id)
);
CREATE UNIQUE INDEX customer_email ON orders.customer (organization_id, tenant_id, lower(email)) INCLUDE (id);

CREATE TABLE orders."order" (
  tenant_id kernel.identity,
  organization_id kernel.identity,
  id uuid,
  customer_id uuid NOT NULL,
  currency text NOT NULL REFERENCES kernel.currency,
  status orders.status NOT NULL DEFAULT 'NEW',
  PRIMARY KEY (tenant_id, organization_id, id),
  FOREIGN KEY (organization_id, tenant_id, customer_id)
    REFERENCES orders.customer (organization_id, tenant_id, id)
);

ALTER TABLE orders.customer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE orders."order" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY reads ON orders.customer FOR SELECT TO orders_app
  USING (kernel.tenant() = tenant_id AND kernel.organization() = organization_id);
CREATE POLICY adds ON orders.customer FOR INSERT TO orders_app
  WITH CHECK (kernel.tenant() = tenant_id AND kernel.organization() = organization_id);
CREATE POLICY changes ON orders.customer FOR UPDATE TO orders_app
  USING (kernel.tenant() = tenant_id AND kernel.organization() = organization_id)
  WITH CHECK (kernel.tenant() = tenant_id AND kernel.organization() = organization_id);
GRANT SELECT, INSERT (tenant_id, organization_id, id, email), UPDATE (email, updated_at) ON orders.customer TO orders_app;

-- Who may do anything at all is one question, whose row it is another.
CREATE POLICY open_orders ON orders."order" FOR ALL TO orders_app
  USING (true) WITH CHECK (status IN ('NEW', 'PAID'));
CREATE POLICY own ON orders."order" AS RESTRICTIVE FOR ALL TO orders_app
  USING ((tenant_id, organization_id) = ((SELECT kernel.tenant()), (SELECT kernel.organization())))
  WITH CHECK ((tenant_id, organization_id) = ((SELECT kernel.tenant()), (SELECT kernel.organization())));
GRANT SELECT, INSERT, UPDATE, DELETE ON orders."order" TO orders_app;

CREATE FUNCTION orders.touch() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER touch BEFORE UPDATE ON orders.customer FOR EACH ROW EXECUTE FUNCTION orders.touch();

CREATE FUNCTION orders.count_of(wanted orders.status) RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT count(*) FROM orders."order" WHERE status = wanted;
END;
REVOKE EXECUTE ON FUNCTION orders.touch(), orders.count_of(orders.status) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders.count_of(orders.status) TO orders_app;
