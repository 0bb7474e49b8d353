CREATE ROLE orders_owner LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE orders_app LOGIN NOINHERIT;
CREATE ROLE orders_dispatcher LOGIN;
CREATE ROLE orders_tenant_wide NOLOGIN;
GRANT orders_tenant_wide TO orders_app WITH INHERIT FALSE, SET TRUE;
ALTER ROLE orders_app SET timezone = 'UTC';
ALTER ROLE orders_app SET lock_timeout = '2s';
