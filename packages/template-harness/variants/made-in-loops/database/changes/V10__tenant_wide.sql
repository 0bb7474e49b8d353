CREATE POLICY tenant_wide ON orders.customer FOR SELECT TO orders_tenant_wide USING (tenant_id::text = (SELECT isolation.tenant())::text);
GRANT SELECT ON orders.customer TO orders_tenant_wide;
CREATE INDEX CONCURRENTLY customer_by_name ON orders.customer (tenant_id, organization_id, name);
