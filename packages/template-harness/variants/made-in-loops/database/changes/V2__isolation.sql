BEGIN;
CREATE SCHEMA isolation;
CREATE FUNCTION isolation.tenant() RETURNS varchar LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path TO 'pg_catalog' AS $body$
DECLARE
  value varchar;
BEGIN
  SELECT current_setting('app.tenant_id', TRUE) INTO value;
  IF value IS NULL THEN RAISE EXCEPTION 'no tenant'; END IF;
  IF value = '' THEN RAISE EXCEPTION 'no tenant'; END IF;
  IF value !~ '^.{1,200}$' THEN RAISE EXCEPTION 'no tenant has such an id'; END IF;
  RETURN value;
END;
$body$;
REVOKE EXECUTE ON FUNCTION isolation.tenant() FROM PUBLIC;
GRANT USAGE ON SCHEMA isolation, orders TO orders_app, orders_tenant_wide;
GRANT USAGE ON SCHEMA orders TO orders_dispatcher;
GRANT EXECUTE ON FUNCTION isolation.tenant() TO orders_app, orders_tenant_wide;

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT schemaname AS s, tablename AS n FROM pg_tables WHERE schemaname = 'orders' LOOP
    EXECUTE format('ALTER TABLE %I.%I ADD CHECK (tenant_id <> ''''), ADD CHECK (organization_id <> '''')', t.s, t.n);
    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', t.s, t.n);
    EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', t.s, t.n);
    EXECUTE format(
      $policy$CREATE POLICY isolation ON %I.%I FOR ALL TO orders_app
        USING (isolation.tenant() = tenant_id AND organization_id = (SELECT nullif(current_setting('app.organization_id'), '')))
        WITH CHECK (isolation.tenant() = tenant_id AND organization_id = (SELECT nullif(current_setting('app.organization_id'), '')))$policy$,
      t.s, t.n
    );
  END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON orders.customer, orders.purchase TO orders_app;
GRANT SELECT, INSERT, UPDATE (response) ON orders.request TO orders_app;
CREATE POLICY purge ON orders.request FOR ALL TO orders_dispatcher USING (created_at < now() - interval '1 day') WITH CHECK (false);
GRANT SELECT (created_at), DELETE ON orders.request TO orders_dispatcher;
COMMIT;
