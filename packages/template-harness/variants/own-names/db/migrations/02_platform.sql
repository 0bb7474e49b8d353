CREATE SCHEMA platform;
GRANT USAGE ON SCHEMA platform TO orders_app, orders_dispatcher;

CREATE TABLE platform.trail (
  tenant_id text NOT NULL CHECK (char_length(tenant_id) > 0),
  entry_id uuid NOT NULL,
  organization_id text CHECK (char_length(organization_id) > 0),
  action text NOT NULL,
  resource_type text NOT NULL,
  allowed boolean NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, entry_id)
);
ALTER TABLE platform.trail ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.trail TO orders_app
  USING (tenant_id = (SELECT ctx.current_tenant()))
  WITH CHECK (tenant_id = (SELECT ctx.current_tenant()));
GRANT INSERT ON platform.trail TO orders_app;

CREATE TABLE platform.pending_message (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  message_id uuid NOT NULL,
  organization_id text CHECK (organization_id <> ''),
  body bytea NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, message_id)
);
-- The dispatcher looks for what is due, of all tenants.
CREATE INDEX pending_message_due ON platform.pending_message (due_at);
ALTER TABLE platform.pending_message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.pending_message TO orders_app
  USING (tenant_id = (SELECT ctx.current_tenant()))
  WITH CHECK (tenant_id = (SELECT ctx.current_tenant()));
CREATE POLICY send ON platform.pending_message TO orders_dispatcher USING (true) WITH CHECK (true);
GRANT INSERT ON platform.pending_message TO orders_app;
GRANT SELECT, UPDATE (tries, due_at), DELETE ON platform.pending_message TO orders_dispatcher;

CREATE TABLE platform.processed_event (
  tenant_id text NOT NULL CHECK (tenant_id <> ''),
  organization_id text NOT NULL CHECK (organization_id <> ''),
  producer text NOT NULL,
  event_id text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, organization_id, producer, event_id)
);
ALTER TABLE platform.processed_event ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON platform.processed_event TO orders_app
  USING (ctx.is_own(tenant_id, organization_id)) WITH CHECK (ctx.is_own(tenant_id, organization_id));
CREATE POLICY purge ON platform.processed_event TO orders_dispatcher USING (true) WITH CHECK (false);
GRANT SELECT, INSERT ON platform.processed_event TO orders_app;
GRANT SELECT (received_at), DELETE ON platform.processed_event TO orders_dispatcher;
