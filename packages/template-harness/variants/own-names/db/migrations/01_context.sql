-- Who is calling, under names of our own.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE SCHEMA ctx;
GRANT USAGE ON SCHEMA ctx TO orders_app, orders_tenant_wide;

CREATE FUNCTION ctx.missing(what text) RETURNS text
  LANGUAGE plpgsql STABLE SET search_path = pg_catalog
AS $$
BEGIN
  RAISE EXCEPTION 'there is no %', what USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION ctx.current_tenant() RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$ SELECT coalesce(nullif(current_setting('app.tenant_id', true), ''), ctx.missing('tenant')) $$;

CREATE FUNCTION ctx.current_organization() RETURNS text
  LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$ SELECT coalesce(nullif(current_setting('app.organization_id', true), ''), ctx.missing('organisation')) $$;

-- One place that says what belongs to the caller.
CREATE FUNCTION ctx.is_own(tenant text, organization text) RETURNS boolean
  LANGUAGE sql STABLE
RETURN tenant = (SELECT ctx.current_tenant()) AND organization = (SELECT ctx.current_organization());

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ctx TO orders_app, orders_tenant_wide;
