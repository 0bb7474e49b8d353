CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO orders_app, orders_dispatcher, orders_tenant_wide;

-- Reads one setting of the call, whichever is asked for.
CREATE FUNCTION app.required(name text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  value CONSTANT text := current_setting(name, true);
BEGIN
  IF coalesce(value, '') = '' THEN
    RAISE EXCEPTION USING MESSAGE = format('%s is not set', name), ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN value;
END
$$;
REVOKE ALL ON FUNCTION app.required(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.required(text) TO orders_app, orders_tenant_wide;
