import type { Mutant } from './mutant';

const sdk = 'node_modules/@ameideio/ameide-sdk-ts/dist/node';
const foundation = 'db/migrations/001.do.foundation.sql';
const business = 'db/migrations/002.do.orders.sql';

const tenantTest = 'tenant_id = (SELECT app.tenant_id())';
const organizationTest = 'organization_id = (SELECT app.organization_id())';

/** Changes the policies of one table and leaves the others whole. */
function inPolicyOf(
  table: string,
  edit: (policy: string) => string,
): (text: string) => string {
  return text =>
    text.replace(/CREATE POLICY tenant_isolation ON (\S+)[^;]*;/g, policy =>
      policy.includes(` ON ${table} `) ? edit(policy) : policy,
    );
}

/**
 * Sabotages of the orders service that its own tests notice. Those of the
 * installed SDK stand for a release of it that has gone wrong, of which a control
 * of the service's source sees nothing.
 */
export const serviceMutants: readonly Mutant[] = [
  {
    id: 'tenant-policy-removed',
    title: 'the policy of a table no longer tests the tenant',
    caseName: 'orders',
    edits: {
      [business]: inPolicyOf('orders."order"', policy =>
        policy.replaceAll(`${tenantTest} AND `, ''),
      ),
    },
    caughtBy: {
      test: /lists and exports give all of one's own rows and no others/,
    },
  },
  {
    id: 'organization-policy-removed',
    title: 'the policy of a table no longer tests the organisation',
    caseName: 'orders',
    edits: {
      [business]: inPolicyOf('orders.customer', policy =>
        policy.replaceAll(` AND ${organizationTest}`, ''),
      ),
    },
    caughtBy: {
      test: /lists and exports give all of one's own rows and no others/,
    },
  },
  {
    id: 'check-of-policy-open',
    title: 'a policy takes rows of any tenant',
    caseName: 'orders',
    edits: {
      [business]: inPolicyOf('orders."order"', policy =>
        policy.replace(/WITH CHECK \(.*\);/, 'WITH CHECK (true);'),
      ),
    },
    caughtBy: { test: /no row can be put or moved into another tenant/ },
  },
  {
    id: 'force-removed',
    title: 'row-level security does not hold for the owner',
    caseName: 'orders',
    edits: {
      [business]: text =>
        text.replace(
          'ALTER TABLE orders.customer FORCE ROW LEVEL SECURITY;',
          '',
        ),
    },
    caughtBy: { test: /the owner sees no row/ },
  },
  {
    id: 'later-table-without-policy',
    title: 'a later migration brings a table without row-level security',
    caseName: 'orders',
    edits: {
      [business]: text =>
        `${text}\nCREATE TABLE orders.note (tenant_id text NOT NULL, organization_id text NOT NULL, id uuid NOT NULL, body text);\nGRANT SELECT, INSERT ON orders.note TO orders_app;\n`,
    },
    caughtBy: {
      test: /row-level security is enabled and forced on every table/,
    },
  },
  {
    id: 'view-as-its-owner',
    title: 'a view reads with the rights of its owner',
    caseName: 'orders',
    edits: {
      [business]: text =>
        `${text}\nCREATE VIEW orders.every_customer AS SELECT * FROM orders.customer;\nGRANT SELECT ON orders.every_customer TO orders_app;\n`,
    },
    caughtBy: { test: /views, functions, rules/ },
  },
  {
    id: 'unique-across-tenants',
    title: 'a unique key tells whether another tenant has a value',
    caseName: 'orders',
    edits: {
      [business]: text =>
        text.replace(
          'UNIQUE (tenant_id, organization_id, email)',
          'UNIQUE (email)',
        ),
    },
    caughtBy: {
      test: /a unique value is refused inside an organisation and free in every/,
    },
  },
  {
    id: 'owner-granted-to-runtime',
    title: 'the role of the run time can become the owner',
    caseName: 'orders',
    edits: {
      'db/roles.sql': text => `${text}\nGRANT orders_owner TO orders_app;\n`,
    },
    // The service refuses to start, and so the whole suite cannot.
    caughtBy: { test: /isolation of orders/ },
  },
  {
    id: 'delete-on-audit',
    title: 'the service can delete from its audit trail',
    caseName: 'orders',
    edits: {
      [foundation]: text =>
        text.replace(
          'GRANT INSERT ON app.audit_log',
          'GRANT INSERT, DELETE ON app.audit_log',
        ),
    },
    caughtBy: { test: /nothing removes or rewrites the audit trail/ },
  },
  {
    id: 'setting-session-wide',
    title: "a tenant's setting outlives its transaction",
    caseName: 'orders',
    edits: {
      [`${sdk}/database/session-settings.js`]: text =>
        text
          .replaceAll(
            "set_config('app.tenant_id', ${context.tenantId}, true)",
            "set_config('app.tenant_id', ${context.tenantId}, false)",
          )
          .replaceAll(
            "set_config('app.organization_id', ${requireOrganization(context)}, true)",
            "set_config('app.organization_id', ${requireOrganization(context)}, false)",
          ),
    },
    caughtBy: { test: /carries nothing from one call to the next/ },
  },
  {
    id: 'audience-unchecked',
    title: 'a token for another service is taken',
    caseName: 'orders',
    edits: {
      [`${sdk}/identity/token-verifier.js`]: text =>
        text.replace(/^\s*audience: this\.#audience,\n/m, ''),
    },
    caughtBy: {
      test: /no method, unary or streaming, answers to a missing, forged/,
    },
  },
  {
    id: 'audience-of-everybody',
    title: "the service takes tokens for Keycloak's own account console",
    caseName: 'orders',
    edits: {
      'src/service.ts': text =>
        text.replace(
          'startService(definition, config, overrides)',
          "startService(definition, { ...config, auth: { ...config.auth, audience: 'account' } }, overrides)",
        ),
    },
    caughtBy: {
      test: /one's own rows can be reached/,
    },
  },
  {
    id: 'role-check-removed',
    title: 'everybody who is signed in may do everything',
    caseName: 'orders',
    edits: {
      [`${sdk}/chain/admit-call.js`]: text =>
        text.replace('if (!mayCall(open, identity))', 'if (false)'),
    },
    caughtBy: {
      test: /each canonical role may call what it is expected to call/,
    },
  },
  {
    id: 'chain-bypassed-on-a-stream',
    title: 'streaming methods believe whatever a token says',
    caseName: 'orders',
    edits: {
      [`${sdk}/chain/admit-call.js`]: text =>
        text
          .replace(
            'const proved = await authenticate(headers, parts.credentials);',
            `const claims = () => JSON.parse(Buffer.from((headers.get('authorization') ?? '').split('.')[1] ?? 'e30', 'base64url').toString());
    const proved = open.rule.method.methodKind === 'server_streaming'
        ? { kind: 'user', subject: 'anybody', actor: undefined, roles: ['viewer'], scopes: [], expiresAt: Date.now() / 1000 + 60, tenantId: claims().tenantId, organizationId: claims().organizationId }
        : await authenticate(headers, parts.credentials);`,
          )
          .replace(
            'if (!mayCall(open, identity))',
            "if (open.rule.method.methodKind !== 'server_streaming' && !mayCall(open, identity))",
          ),
    },
    caughtBy: {
      test: /no method, unary or streaming, answers to a missing, forged/,
    },
  },
  {
    id: 'tenant-from-header',
    title: 'the tenant is taken from a header',
    caseName: 'orders',
    edits: {
      [`${sdk}/chain/admit-call.js`]: text =>
        text.replace(
          'const proved = await authenticate(headers, parts.credentials);',
          `const verified = await authenticate(headers, parts.credentials);
    const proved = { ...verified, tenantId: headers.get('x-tenant-id') ?? verified.tenantId };`,
        ),
    },
    caughtBy: {
      test: /with a forged context, in body and headers/,
    },
  },
  {
    id: 'tenant-from-body',
    title: 'the tenant is taken from the body of a request',
    caseName: 'orders',
    edits: {
      [`${sdk}/chain/service-chain.js`]: text =>
        text
          .replace(
            'fillContext(input, message, {',
            '(() => undefined)(input, message, {',
          )
          .replace(
            'bindRequest(admitted, request.method, request.message)',
            'bindRequest(believing(parts, open, admitted, request.message), request.method, request.message)',
          ).concat(`
function believing(parts, open, admitted, message) {
    if (!message.context?.tenantId || open.rule.tenantWide) return admitted;
    const identity = { ...open.identity, tenantId: message.context.tenantId, organizationId: message.context.organizationId || open.identity.organizationId };
    const database = parts.databases.forIdentity(identity, { tenantWide: false, timeoutMs: open.rule.deadlineMs, requestId: open.requestId, lifetime: open.clock });
    return { database, call: new admitted.call.constructor({ clients: parts.clients, open, identity, database }) };
}
`),
    },
    caughtBy: {
      test: /with a forged context, in body and headers/,
    },
  },
  {
    id: 'owner-secret-in-the-service',
    title: 'the service mounts the credentials of the owner',
    caseName: 'orders',
    edits: {
      'deploy/base/service-deployment.yaml': text =>
        text.replaceAll('orders-db-app', 'orders-db-owner'),
    },
    caughtBy: { test: /gives orders-db-owner to \S+ and to nobody else/ },
  },
  {
    // The request's own values would be redacted; what was read is not known to the log.
    id: 'personal-data-logged',
    title: 'a handler logs a personal field that it has read, as free text',
    caseName: 'orders',
    edits: {
      'src/customer/handlers.ts': text =>
        text.replace(
          /(async getCustomer\([^]*?)(return \{ customer)/,
          "$1call.log.info('found ' + row.email);\n    $2",
        ),
    },
    caughtBy: {
      test: /no classified value was logged/,
      within: /isolation of orders/,
    },
  },
  {
    id: 'personal-data-printed',
    title: 'a handler prints a personal field past the log',
    caseName: 'orders',
    edits: {
      'src/customer/handlers.ts': text =>
        text.replace(
          'const id = call.newId();',
          "const id = call.newId();\n    console.log('creating ' + request.email);",
        ),
    },
    caughtBy: { test: /no classified value was logged/ },
  },
];
