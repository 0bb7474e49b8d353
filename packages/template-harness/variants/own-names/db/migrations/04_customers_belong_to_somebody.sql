ALTER TABLE sales.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE sales.customer FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON sales.customer FOR ALL TO orders_app
  USING (ctx.is_own(tenant_id, organization_id))
  WITH CHECK (ctx.is_own(tenant_id, organization_id));
CREATE POLICY all_organizations ON sales.customer FOR SELECT TO orders_tenant_wide
  USING ((SELECT ctx.current_tenant()) = tenant_id);
GRANT SELECT, INSERT, UPDATE ON sales.customer TO orders_app;
GRANT SELECT ON sales.customer TO orders_tenant_wide;
