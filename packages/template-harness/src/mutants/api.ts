import type { Mutant } from './mutant';

const proto = 'proto/ameide/orders/v1/orders.proto';
const service = 'src/service.ts';
const main = 'src/main.ts';
const customer = 'src/customer/handlers.ts';
const customerStore = 'src/customer/store.ts';
const config = 'deploy/overlays/production/config.yaml';

/** Changes one method of the contract, from `rpc` to the end of its options. */
function inMethod(
  name: string,
  edit: (method: string) => string,
): (text: string) => string {
  return text =>
    text.replace(new RegExp(`  rpc ${name}\\([^]*?\n  }\n`), method =>
      edit(method),
    );
}

/** Changes one message of the contract. */
function inMessage(
  name: string,
  edit: (message: string) => string,
): (text: string) => string {
  return text =>
    text.replace(new RegExp(`message ${name} {[^]*?\n}\n`), message =>
      edit(message),
    );
}

const option = (name: string) =>
  new RegExp(
    ` *option \\(ameide\\.common\\.v1\\.${name}\\) = {[^}]*};?\n? *;?\n?`,
  );

/** Puts a line at the beginning of the handler of getCustomer, after its row was read. */
function afterRead(line: string): (text: string) => string {
  return text =>
    text.replace(
      "throw notFound('customer', id);\n    }\n",
      `throw notFound('customer', id);\n    }\n    ${line}\n`,
    );
}

/** Sabotages of the contract, of what serves it and of what calls others. */
export const apiMutants: readonly Mutant[] = [
  {
    id: 'method-without-requirement',
    title: 'a method no longer states who may call it',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('ExportCustomers', text =>
        text.replace(option('auth'), ''),
      ),
    },
    caughtBy: { control: 'API-01' },
  },
  {
    id: 'requirement-of-no-role',
    title: 'a method asks for a scope and for no role',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('GetCustomer', text =>
        text.replace(/roles: \[[^\]]*\]/, 'scopes: ["orders"]'),
      ),
    },
    caughtBy: { control: 'API-01' },
  },
  {
    id: 'role-of-ones-own',
    title: 'a method is open to a role that nobody seeds',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('CreateOrder', text =>
        text.replace('"contributor"', '"superuser"'),
      ),
    },
    caughtBy: { control: 'API-02' },
  },
  {
    id: 'viewer-changes',
    title: 'viewers may change orders',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('UpdateOrder', text =>
        text.replace('"contributor"', '"contributor", "viewer"'),
      ),
    },
    caughtBy: { control: 'API-02' },
  },
  {
    id: 'tenant-wide-for-contributors',
    title: 'contributors of one organisation see all others',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('ListOrdersAcrossOrganizations', text =>
        text.replace('roles: ["admin"]', 'roles: ["admin", "contributor"]'),
      ),
    },
    caughtBy: { control: 'API-03' },
  },
  {
    id: 'tenant-wide-get',
    title: 'an ordinary read is made tenant-wide',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('GetCustomer', text =>
        text.replace(/(roles: \[[^\]]*\])/, '$1\n      tenant_wide: true'),
      ),
    },
    caughtBy: { control: 'API-03' },
  },
  {
    id: 'rate-limit-removed',
    title: 'an export may be called as often as one likes',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('ExportOrders', text =>
        text.replace(option('rate_limit'), ''),
      ),
    },
    caughtBy: { control: 'API-04' },
  },
  {
    id: 'rate-limit-of-everything',
    title: 'a rate limit limits nothing',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('CreateCustomer', text =>
        text.replace(
          /requests_per_minute: \d+/,
          'requests_per_minute: 4000000000',
        ),
      ),
    },
    caughtBy: { control: 'API-04' },
  },
  {
    id: 'deadline-removed',
    title: 'a method may take for ever',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('ListOrders', text =>
        text.replace(option('budget'), ''),
      ),
    },
    caughtBy: { control: 'API-05' },
  },
  {
    id: 'deadline-of-a-day',
    title: 'a method may take a day',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('ListOrders', text =>
        text.replace(/deadline_ms: \d+/, 'deadline_ms: 86400000'),
      ),
    },
    caughtBy: { control: 'API-05' },
  },
  {
    id: 'change-not-audited-by-contract',
    title: 'a change is declared to be none',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('UpdateCustomer', text =>
        text.replace(/\n *mutation: true/, ''),
      ),
    },
    caughtBy: { control: 'API-06' },
  },
  {
    id: 'change-declared-repeatable',
    title:
      'a change is declared to have no side effects, so that clients repeat it',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('CreateOrder', text =>
        text.replace(
          /{\n/,
          '{\n    option idempotency_level = NO_SIDE_EFFECTS;\n',
        ),
      ),
    },
    caughtBy: { control: 'API-06' },
  },
  {
    id: 'text-without-a-bound',
    title: 'a name may have any length',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('CreateCustomerRequest', text =>
        text.replace(/\n *max_len: \d+/, ''),
      ),
    },
    caughtBy: { control: 'API-07' },
  },
  {
    id: 'pattern-of-everything',
    title: 'an id is validated by a pattern that everything has',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('GetCustomerRequest', text =>
        text.replace('string.uuid = true', 'string.pattern = "^.*$"'),
      ),
    },
    caughtBy: { control: 'API-07' },
  },
  {
    id: 'validation-ignored',
    title: 'the validation of a field is stated and ignored',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('GetOrderRequest', text =>
        text.replace(
          '[(buf.validate.field).string.uuid = true]',
          '[(buf.validate.field).ignore = IGNORE_ALWAYS, (buf.validate.field).string.uuid = true]',
        ),
      ),
    },
    caughtBy: { control: 'API-07' },
  },
  {
    id: 'tenant-in-the-request',
    title: 'a request says for which tenant it is',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('GetOrderRequest', text =>
        text.replace(
          /}\n$/,
          '  string tenant_id = 20 [(buf.validate.field).string.uuid = true];\n}\n',
        ),
      ),
    },
    caughtBy: { control: 'API-08' },
  },
  {
    id: 'request-without-context',
    title: 'a request has a context of its own making',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('ListOrdersRequest', text =>
        text.replace(
          'ameide.common.v1.RequestContext context',
          'Order context',
        ),
      ),
    },
    caughtBy: { control: 'API-08' },
  },
  {
    id: 'page-without-a-bound',
    title: 'a page may have any size',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('ListCustomersRequest', text =>
        text.replace(/lte: 200/, 'lte: 2000000000'),
      ),
    },
    caughtBy: { control: 'API-09' },
  },
  {
    id: 'options-of-the-platform-replaced',
    title:
      "the tree brings a file of its own in place of the platform's options",
    caseName: 'orders',
    edits: {
      'proto/ameide/common/v1/options.proto':
        'syntax = "proto3";\npackage ameide.common.v1;\nmessage AuthRequirement { repeated string roles = 1; }\n',
    },
    caughtBy: { control: 'API-10' },
  },
  {
    id: 'field-reused',
    title: 'the number of a field is given to another',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('Order', text =>
        text.replace(
          /optional string note = 15/,
          'optional string remark = 15',
        ),
      ),
    },
    caughtBy: { control: 'API-11' },
  },
  {
    id: 'generated-code-opened',
    title:
      'the reviewed contract asks for a role, and the code that runs lets guests in',
    caseName: 'orders',
    edits: {
      'src/gen/ameide/orders/v1/orders_pb.ts': text =>
        // In base64, `admin` and what stands before it becomes `guest`.
        text.replace(/fileDesc\("([^"]*)"/, (_, encoded: string) => {
          const bytes = Buffer.from(encoded, 'base64');
          bytes.write('guest', bytes.indexOf('admin'), 'latin1');
          return `fileDesc("${bytes.toString('base64').replace(/=+$/, '')}"`;
        }),
    },
    caughtBy: { control: 'API-12' },
  },
  {
    id: 'key-of-the-caller-optional',
    title: 'a change may be sent without an idempotency key',
    caseName: 'orders',
    edits: {
      [proto]: inMessage('CreateOrderRequest', text =>
        text.replace(
          'string client_request_id = 2 [(buf.validate.field).string.uuid = true];',
          'string client_request_id = 2 [(buf.validate.field).ignore = IGNORE_IF_ZERO_VALUE, (buf.validate.field).string.uuid = true];',
        ),
      ),
    },
    caughtBy: { control: 'API-13' },
  },
  {
    id: 'configuration-changed-in-code',
    title: 'the service changes the audience that its operator has configured',
    caseName: 'orders',
    edits: {
      [service]: text =>
        text.replace(
          '  return startService(definition, config, overrides);',
          "  const opened = Object.assign({}, config, { auth: { ...config.auth, audience: 'account' } });\n  return startService(definition, opened, overrides);",
        ),
    },
    caughtBy: { control: 'API-20' },
  },
  {
    id: 'configuration-mutated',
    title: 'the lifetime of tokens is set in passing',
    caseName: 'orders',
    edits: {
      [service]: text =>
        text.replace(
          '  return startService(',
          '  config.auth.maxTokenLifetimeSeconds = 86_400;\n  return startService(',
        ),
    },
    caughtBy: { control: 'API-20' },
  },
  {
    id: 'second-server',
    title: 'a helper serves customers beside the chain',
    caseName: 'orders',
    edits: {
      'src/support/debug.ts':
        "import * as web from 'node:http';\nconst start = web.createServer;\nexport const debug = () => start((request, response) => response.end(JSON.stringify(request.headers))).listen(9999);\n",
      [main]: text =>
        `${text}\nimport { debug } from './support/debug.js';\ndebug();\n`,
    },
    caughtBy: { control: 'API-21' },
  },
  {
    id: 'health-that-tells',
    title: "the dispatcher's health check gives the environment away",
    caseName: 'orders',
    edits: {
      'src/dispatcher-health.ts': text =>
        text.replace('.end();', '.end(JSON.stringify(process.env));'),
    },
    caughtBy: { control: 'API-21' },
  },
  {
    id: 'chain-put-together',
    title:
      'a file takes the listener out of the SDK and leaves the chain behind',
    caseName: 'orders',
    edits: {
      'src/fast.ts':
        "export { listen } from '../node_modules/@ameideio/ameide-sdk-ts/dist/node/server/listener.js';\n",
    },
    caughtBy: { control: 'API-22' },
  },
  {
    id: 'test-bench-in-production',
    title: 'the service runs with the issuer of its tests',
    caseName: 'orders',
    edits: {
      [main]: text =>
        `${text}\nconst { startTestIssuer } = await import('@ameideio/ameide-sdk-ts/' + 'testing');\nvoid startTestIssuer;\n`,
    },
    caughtBy: { control: 'API-22' },
  },
  {
    id: 'loader-in-the-image',
    title: 'the image loads a module before the service',
    caseName: 'orders',
    edits: {
      Dockerfile: text =>
        text.replace(
          'CMD ["node", "dist/src/main.js"]',
          'ENV NODE_OPTIONS="--import ./hook.mjs"\nCMD ["node", "dist/src/main.js"]',
        ),
    },
    caughtBy: { control: 'API-22' },
  },
  {
    id: 'reflection',
    title: 'the service tells its methods to strangers',
    caseName: 'orders',
    edits: {
      [main]: text =>
        `import { ReflectionService } from '@grpc/reflection';\n${text}\nvoid new ReflectionService([]);\n`,
    },
    caughtBy: { control: 'API-23' },
  },
  {
    id: 'token-without-expiry',
    title: 'a handler verifies a token of its own, and asks for little',
    caseName: 'orders',
    edits: {
      'src/partner-token.ts':
        "import { jwtVerify, createRemoteJWKSet } from 'jose';\n\nconst keys = createRemoteJWKSet(new URL('https://identity.example/keys'));\nexport const verified = (token: string) => jwtVerify(token, keys, { issuer: 'https://identity.example', audience: 'orders', algorithms: ['RS256'] });\n",
    },
    caughtBy: { control: 'API-24' },
  },
  {
    id: 'token-decoded',
    title: 'a token is taken apart, and believed',
    caseName: 'orders',
    edits: {
      'src/partner-token.ts':
        "export function partner(token: string): string {\n  const [, body = ''] = token.split('.');\n  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as { tenantId: string };\n  return claims.tenantId;\n}\n",
    },
    caughtBy: { control: 'API-24' },
  },
  {
    id: 'audience-of-the-account-console',
    title: "the deployment takes tokens for Keycloak's own account console",
    caseName: 'orders',
    edits: {
      [config]: text =>
        text.replace(
          '"tenantSource": "claim",',
          '"tenantSource": "claim",\n        "audience": "account",',
        ),
    },
    caughtBy: { control: 'API-25' },
  },
  {
    id: 'tokens-for-a-day',
    title: 'a token may live for a day',
    caseName: 'orders',
    edits: {
      [config]: text =>
        text.replace(
          '"tenantSource": "claim",',
          '"tenantSource": "claim",\n        "maxTokenLifetimeSeconds": 86400,',
        ),
    },
    caughtBy: { control: 'API-25' },
  },
  {
    id: 'raw-error-returned',
    title: "the database's own words are shown to the caller",
    caseName: 'orders',
    edits: {
      [customer]: text =>
        text.replace(
          'const row = await store.find(call.db, id);',
          "const row = await store.find(call.db, id).catch((problem: unknown) => {\n      const text = String(problem);\n      throw failedPrecondition('customers: ' + text);\n    });",
        ),
    },
    caughtBy: { control: 'API-26' },
  },
  {
    id: 'origin-of-anybody',
    title: 'a page of anybody may call',
    caseName: 'orders',
    edits: {
      [config]: text =>
        text.replace(
          /"origins": \[[^\]]*\]/,
          '"origins": ["http://app.ameide.example"]',
        ),
    },
    caughtBy: { control: 'API-27' },
  },
  {
    id: 'messages-without-a-bound',
    title: 'a message may have sixteen megabytes',
    caseName: 'orders',
    edits: {
      [config]: text =>
        text.replace(
          '"cors":',
          '"limits": { "maxMessageBytes": 16777216 },\n      "cors":',
        ),
    },
    caughtBy: { control: 'API-28' },
  },
  {
    id: 'certificates-unchecked',
    title: 'the image switches the check of certificates off',
    caseName: 'orders',
    edits: {
      Dockerfile: text =>
        text.replace(
          'ENV NODE_ENV=production',
          'ENV NODE_ENV=production NODE_TLS_REJECT_UNAUTHORIZED=0',
        ),
    },
    caughtBy: { control: 'API-29' },
  },
  {
    id: 'certificates-unchecked-in-code',
    title:
      'the code switches the check of certificates off, by a name put together',
    caseName: 'orders',
    edits: {
      [main]: text =>
        `${text}\nconst key = 'NODE_TLS_' + 'REJECT_UNAUTHORIZED';\nprocess.env[key] = '0';\n`,
    },
    caughtBy: { control: 'API-29' },
  },
  {
    id: 'keys-in-plaintext',
    title: 'the keys of the issuer are fetched in plaintext',
    caseName: 'orders',
    edits: {
      [config]: text => text.replace(/"jwksUri": "https:/, '"jwksUri": "http:'),
    },
    caughtBy: { control: 'API-29' },
  },
  {
    id: 'fetch-by-another-name',
    title: 'a handler calls an address of its own, by another name for fetch',
    caseName: 'orders',
    edits: {
      [customer]: afterRead(
        "const { ['fetch']: send } = globalThis;\n    void send(`https://partner.example/${id}`);",
      ),
    },
    caughtBy: { control: 'API-30' },
  },
  {
    id: 'client-in-a-helper',
    title: 'a helper passes an HTTP client on',
    caseName: 'orders',
    edits: {
      'src/net/index.ts': "export { request as ask } from 'undici';\n",
      [customer]: text =>
        `import { ask } from '../net/index.js';\n${afterRead(
          "await ask('https://partner.example');",
        )(text)}`,
    },
    caughtBy: { control: 'API-30' },
  },
  {
    id: 'builtin-by-the-back-door',
    title: 'a built-in module is taken from the process',
    caseName: 'orders',
    edits: {
      [customer]: afterRead(
        "process.getBuiltinModule('https').get('https://partner.example');",
      ),
    },
    caughtBy: { control: 'API-30' },
  },
  {
    id: 'code-of-a-text',
    title: 'a text of the request becomes code, without the word eval',
    caseName: 'orders',
    edits: {
      [customer]: afterRead(
        "(() => undefined).constructor(`return '${id}'`)();",
      ),
    },
    caughtBy: { control: 'API-31' },
  },
  {
    id: 'computed-module',
    title: 'which module is loaded, the environment says',
    caseName: 'orders',
    edits: {
      [main]: text =>
        `${text}\nawait import(process.env['EXTRA'] ?? './dates.js');\n`,
    },
    caughtBy: { control: 'API-31' },
  },
  {
    id: 'shell',
    title: 'a handler starts a program',
    caseName: 'orders',
    edits: {
      [customer]: text =>
        `import { exec as run } from 'child_process';\n${afterRead(
          'run(`logger ${id}`);',
        )(text)}`,
    },
    caughtBy: { control: 'API-32' },
  },
  {
    id: 'tenant-of-another',
    title: 'a handler works for the tenant that the request names',
    caseName: 'orders',
    edits: {
      [customer]: text =>
        text.replace(
          'async getCustomer({ id }, call) {',
          "async getCustomer({ id, context }, call) {\n    Object.assign(call, {});\n    (call.identity as { tenantId: string }).tenantId = context?.tenantId ?? '';",
        ),
    },
    caughtBy: { control: 'API-33' },
  },
  {
    id: 'role-by-part',
    title: 'whoever has admin in a role is an administrator',
    caseName: 'orders',
    edits: {
      [customer]: afterRead(
        "if (!call.identity.roles.some(role => role.includes('admin'))) throw notFound('customer', id);",
      ),
    },
    caughtBy: { control: 'API-34' },
  },
  {
    id: 'refusal-after-the-read',
    title: 'a refusal tells that a customer is there',
    caseName: 'orders',
    edits: {
      [customer]: text =>
        `import { Code, ConnectError } from '@connectrpc/connect';\n${afterRead(
          "if (call.identity.roles.length === 0) throw new ConnectError('no', Code.PermissionDenied);",
        )(text)}`,
    },
    caughtBy: { control: 'API-35' },
  },
  {
    id: 'change-repeated',
    title: 'a change is repeated until it works',
    caseName: 'orders',
    edits: {
      [customer]: text =>
        text.replace(
          'return call.change({ resourceId: id }, async tx => {',
          'for (;;) {\n      try {\n        await call.change({ resourceId: id }, async () => ({}));\n        break;\n      } catch {\n        continue;\n      }\n    }\n    return call.change({ resourceId: id }, async tx => {',
        ),
    },
    caughtBy: { control: 'API-36' },
  },
  {
    id: 'limits-waved-through',
    title: 'the store of rate limits lets everything through',
    caseName: 'orders',
    edits: {
      [service]: text =>
        text.replace(
          'startService(definition, config, overrides)',
          'startService(definition, config, { ...overrides, rateLimits: { take: () => true } })',
        ),
    },
    caughtBy: { control: 'API-37' },
  },
  {
    id: 'guests-see-customers',
    title: 'guests may read customers',
    caseName: 'orders',
    edits: {
      [proto]: inMethod('ListCustomers', text =>
        text.replace('"viewer"', '"viewer", "guest"'),
      ),
    },
    caughtBy: { control: 'API-02' },
  },
  {
    id: 'configuration-unchecked',
    title: 'the service starts with a file that nothing has checked',
    caseName: 'orders',
    edits: {
      [main]: text =>
        `import { readFileSync } from 'node:fs';\n${text.replace(
          'loadServiceConfig(process.env)',
          "JSON.parse(readFileSync('config.json', 'utf8'))",
        )}`,
    },
    caughtBy: { control: 'API-20' },
  },
  {
    id: 'driver-under-another-name',
    title: 'package.json gives a database driver a harmless name',
    caseName: 'orders',
    edits: {
      'package.json': text =>
        text.replace(
          '"type": "module",',
          '"type": "module",\n  "imports": { "#format": "postgres" },',
        ),
      [customerStore]: text =>
        `import format from '#format';\n${text}\nexport const shown = format('SELECT 1');\n`,
    },
    caughtBy: { control: 'TEN-60' },
  },
  {
    id: 'handle-given-to-javascript',
    title: 'a helper without types takes the pool out of the handle',
    caseName: 'orders',
    edits: {
      'src/raw.js':
        'export const raw = (db, text) => db.session.pool.query(text);\n',
      [customerStore]: text =>
        `import { raw } from '../raw.js';\n${text}\nexport const all = (db: TenantReader): unknown => raw(db, 'SELECT * FROM orders.customer');\n`,
    },
    caughtBy: { control: 'TEN-61' },
  },
  {
    id: 'migrations-at-the-start',
    title: 'the service migrates its database when it starts, as the owner',
    caseName: 'orders',
    edits: {
      [main]: text =>
        text
          .replace('{ loadServiceConfig }', '{ loadServiceConfig, migrate }')
          .replace(
            'const service',
            "await migrate({ secretDir: '/etc/ameide/owner', directory: 'db/migrations' });\nconst service",
          ),
    },
    caughtBy: { control: 'TEN-67' },
  },
  {
    id: 'isolation-suite-skipped',
    title: 'the tests of isolation are left out',
    caseName: 'orders',
    edits: { 'test/isolation.test.ts': null },
    caughtBy: { control: 'TEN-68' },
  },
  {
    id: 'pool-of-ones-own',
    title: 'a store reads past the handle',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `${text}\nconst { Pool } = await import('pg');\nexport const everything = () => new Pool().query('SELECT * FROM orders.customer');\n`,
    },
    caughtBy: { control: 'TEN-60' },
  },
  {
    id: 'sql-of-a-text',
    title: 'a condition comes from the caller, as text',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `${text}\nexport async function search(db: TenantReader, condition: string): Promise<CustomerRow[]> {\n  const text = ['SELECT * FROM orders.customer WHERE ' + condition];\n  return db.query<CustomerRow>(sql(Object.assign(Object.freeze(text), { raw: text }) as unknown as TemplateStringsArray));\n}\n`,
    },
    caughtBy: { control: 'TEN-61' },
  },
  {
    id: 'handle-opened',
    title: 'the pool is taken out of the handle',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `${text}\nexport const raw = (db: TenantReader) => (db as unknown as { pool: { query(text: string): unknown } }).pool;\n`,
    },
    caughtBy: { control: 'TEN-61' },
  },
  {
    id: 'setting-in-a-statement',
    title: 'a statement sets the tenant',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `${text}\nexport const become = (db: TenantReader, tenant: string) => db.query(sql\`SELECT set_config('app.tenant_id', \${tenant}, false)\`);\n`,
    },
    caughtBy: { control: 'TEN-62' },
  },
  {
    id: 'tenant-in-a-condition',
    title: 'a statement filters by the tenant that it is given',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `${text}\nexport const of = (db: TenantReader, tenant: string) => db.query<CustomerRow>(sql\`SELECT \${columns} FROM orders.customer WHERE \${tenant}::text = tenant_id\`);\n`,
    },
    caughtBy: { control: 'TEN-63' },
  },
  {
    id: 'cache-without-tenant',
    title: 'customers are kept by their id for everybody',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `const known = new Map<string, CustomerRow>();\n${text.replace(
          '  return row;\n}\n\n/** A page',
          '  if (row !== undefined) known.set(`${db}:${id}`, row);\n  return row;\n}\n\n/** A page',
        )}`,
    },
    caughtBy: { control: 'TEN-64' },
  },
  {
    id: 'handle-kept',
    title: 'the handle of one call is kept for the next',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `let last: TenantReader | undefined;\n${text.replace(
          'export async function find(db: TenantReader, id: string): Promise<CustomerRow | undefined> {\n',
          'export async function find(db: TenantReader, id: string): Promise<CustomerRow | undefined> {\n  last ??= db;\n  last = db;\n',
        )}`,
    },
    caughtBy: { control: 'TEN-65' },
  },
  {
    id: 'nobody-waits',
    title: 'a write runs on when its change is over',
    caseName: 'orders',
    edits: {
      [customer]: text =>
        text.replace(
          'tx.emit(CustomerCreatedSchema,',
          'void store.find(tx, id);\n      tx.emit(CustomerCreatedSchema,',
        ),
    },
    caughtBy: { control: 'TEN-65' },
  },
  {
    id: 'outbox-by-hand',
    title: 'an event is written into the outbox by hand',
    caseName: 'orders',
    edits: {
      [customerStore]: text =>
        `${text}\nexport const tell = (tx: ChangeTransaction, id: string) => tx.query(sql\`INSERT INTO app.outbox (id) VALUES (\${id})\`);\n`,
    },
    caughtBy: { control: 'TEN-66' },
  },
];
