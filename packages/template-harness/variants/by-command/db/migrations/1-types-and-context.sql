CREATE SCHEMA kernel;
REVOKE ALL ON SCHEMA kernel FROM PUBLIC;
GRANT USAGE ON SCHEMA kernel TO orders_app, orders_tenant_wide, orders_dispatcher;

CREATE DOMAIN kernel.identity AS text NOT NULL CHECK (VALUE <> '');

CREATE FUNCTION kernel.tenant() RETURNS text LANGUAGE plpgsql STABLE SET search_path = '' AS $$
BEGIN
  IF pg_catalog.current_setting('app.tenant_id', true) IS NOT NULL
    AND pg_catalog.current_setting('app.tenant_id', true) <> ''
  THEN
    RETURN pg_catalog.current_setting('app.tenant_id');
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'no tenant', HINT = 'Set app.tenant_id in the transaction.';
END
$$;
CREATE FUNCTION kernel.organization() RETURNS text LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE
  found_value text;
BEGIN
  found_value := pg_catalog.current_setting('app.organization_id', true);
  IF found_value IS NULL OR pg_catalog.length(found_value) = 0 THEN
    RAISE insufficient_privilege USING MESSAGE = 'no organisation';
  END IF;
  RETURN found_value;
END
$$;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA kernel FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA kernel TO orders_app, orders_tenant_wide;

-- Reference data: the service reads it and nobody writes it.
CREATE TABLE kernel.currency (code text PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'), name text NOT NULL);
INSERT INTO kernel.currency VALUES ('EUR', 'Euro'), ('CHF', 'Swiss franc');
GRANT SELECT ON kernel.currency TO orders_app;
