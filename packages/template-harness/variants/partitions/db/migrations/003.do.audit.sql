CREATE TABLE app.audit_log (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id uuid NOT NULL,
  organization_id text CHECK (organization_id <> ''),
  action text NOT NULL,
  occurred_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id, occurred_at)
) PARTITION BY RANGE (occurred_at);
CREATE TABLE app.audit_log_rest PARTITION OF app.audit_log DEFAULT;
ALTER TABLE app.audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.audit_log FOR ALL TO orders_app
  USING (tenant_id = (SELECT app.required('app.tenant_id')))
  WITH CHECK (tenant_id = (SELECT app.required('app.tenant_id')));
GRANT INSERT ON app.audit_log TO orders_app;

CREATE TABLE app.outbox (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  id uuid NOT NULL,
  organization_id text CHECK (organization_id <> ''),
  payload bytea NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
ALTER TABLE app.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON app.outbox FOR ALL TO orders_app
  USING (tenant_id = (SELECT app.required('app.tenant_id')))
  WITH CHECK (tenant_id = (SELECT app.required('app.tenant_id')));
CREATE POLICY dispatch ON app.outbox FOR ALL TO orders_dispatcher USING (true) WITH CHECK (true);
GRANT INSERT ON app.outbox TO orders_app;
GRANT SELECT (tenant_id, id, organization_id, payload, attempts), UPDATE (attempts), DELETE ON app.outbox TO orders_dispatcher;
