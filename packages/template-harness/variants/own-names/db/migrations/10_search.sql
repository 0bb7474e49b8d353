-- Comes after 04, although its name sorts before it.
CREATE EXTENSION pg_trgm WITH SCHEMA ctx;

CREATE VIEW sales.customer_name WITH (security_invoker = true) AS
  SELECT id, name FROM sales.customer;
GRANT SELECT ON sales.customer_name TO orders_app;

CREATE FUNCTION sales.find_customer(wanted text) RETURNS SETOF sales.customer_name
  LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$ SELECT c.* FROM sales.customer_name AS c WHERE c.name OPERATOR(ctx.%) wanted $$;
GRANT EXECUTE ON FUNCTION sales.find_customer(text) TO orders_app;
