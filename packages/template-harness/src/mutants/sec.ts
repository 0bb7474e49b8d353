import { drawn, gitHubToken, pemKey, signedToken } from './fake-secrets';
import type { Mutant } from './mutant';

const overlay = 'deploy/overlays/production/config.yaml';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Puts a line in front of the first one that a text contains. */
const before = (anchor: string, line: string) => (text: string) =>
  text.replace(anchor, `${line}${anchor}`);

/** Secrets that end up in the tree. */
export const secretMutants: readonly Mutant[] = [
  {
    id: 'key-of-the-listener-committed',
    title: 'the key of the listener is committed beside its certificate',
    caseName: 'orders',
    edits: { 'deploy/base/tls.key': pemKey('tls') },
    caughtBy: { control: 'SEC-01' },
  },
  {
    id: 'key-in-a-test-on-one-line',
    title:
      'a test carries a signing key on one line, and tells scanners to look away',
    caseName: 'orders',
    edits: {
      'test/keys.ts': `// secretlint-disable\nexport const key = '${pemKey(
        'test',
      ).replaceAll('\n', '\\n')}'; // gitleaks:allow\n`,
      '.secretlintrc.json': '{ "rules": [] }\n',
    },
    caughtBy: { control: 'SEC-01' },
  },
  {
    id: 'jwk-with-its-private-part',
    title: 'the key set that is published holds the private part',
    caseName: 'orders',
    edits: {
      'local/jwks.json': `${JSON.stringify(
        {
          keys: [
            { kty: 'EC', crv: 'P-256', d: drawn(43, 'd'), x: drawn(43, 'x') },
          ],
        },
        null,
        2,
      )}\n`,
    },
    caughtBy: { control: 'SEC-01' },
  },
  {
    id: 'token-in-the-readme',
    title: 'the README shows a clone with a token that works',
    caseName: 'orders',
    edits: {
      'README.md': text =>
        `${text}\n    git clone https://x:${gitHubToken(
          'readme',
        )}@github.com/ameideio/orders\n`,
    },
    caughtBy: { control: 'SEC-02' },
  },
  {
    id: 'token-of-npm-in-a-setting',
    title: 'the token of the registry is written into .npmrc',
    caseName: 'orders',
    edits: {
      'tools/.npmrc': text =>
        `${text}//registry.npmjs.org/:_authToken=npm_${drawn(36, 'npm')}\n`,
    },
    caughtBy: { control: 'SEC-02' },
  },
  {
    id: 'service-token-in-code',
    title: 'a signed token of the service is kept for local runs',
    caseName: 'orders',
    edits: {
      'local/start.ts': before(
        'await service.startDispatcher();',
        `const fallback = '${signedToken('local')}';\nconsole.log(fallback);\n`,
      ),
    },
    caughtBy: { control: 'SEC-02' },
  },
  {
    id: 'password-in-the-address-of-the-database',
    title: 'an overlay holds the address of the database with its password',
    caseName: 'orders',
    edits: {
      [overlay]: before(
        '"poolSize": 10',
        `"url": "postgresql://orders_app:${drawn(
          18,
          'db',
        )}@orders-postgres-rw:5432/orders",\n        `,
      ),
    },
    caughtBy: { control: 'SEC-03' },
  },
  {
    id: 'client-secret-in-an-overlay',
    title:
      'the service gets its tokens by a secret that stands in its configuration',
    caseName: 'orders',
    edits: {
      [overlay]: before(
        '"privateKeyFile"',
        `"clientSecret": "${drawn(32, 'client')}",\n        `,
      ),
    },
    caughtBy: { control: 'SEC-04' },
  },
  {
    id: 'password-of-a-role',
    title: 'a role of the database is created with a plain password',
    caseName: 'orders',
    edits: {
      'db/roles.sql': text =>
        text.replace(
          'CREATE ROLE orders_app LOGIN NOINHERIT;',
          "CREATE ROLE orders_app LOGIN NOINHERIT PASSWORD 'orders';",
        ),
    },
    caughtBy: { control: 'SEC-04' },
  },
  {
    id: 'password-in-a-comment',
    title: 'somebody leaves the password in a comment of the manifest',
    caseName: 'orders',
    edits: {
      'deploy/base/database.yaml': text =>
        `# For psql: PGPASSWORD=${drawn(16, 'comment')}\n${text}`,
    },
    caughtBy: { control: 'SEC-04' },
  },
  {
    id: 'key-of-a-partner-in-code',
    title: 'a handler holds the key of a partner',
    caseName: 'orders',
    edits: {
      'src/order/handlers.ts': text =>
        `${text}\nexport const partner = { apiKey: '${drawn(
          32,
          'partner',
        )}' };\n`,
    },
    caughtBy: { control: 'SEC-05' },
  },
  {
    id: 'built-in-password',
    title:
      'without its setting, the service takes a password that everybody knows',
    caseName: 'orders',
    edits: {
      'src/main.ts': before(
        'const service =',
        "process.env['DB_PASSWORD'] ??= 'orders';\n",
      ),
    },
    caughtBy: { control: 'SEC-06' },
  },
  {
    id: 'built-in-secret-by-destructuring',
    title: 'a default of a destructured variable stands in for the secret',
    caseName: 'orders',
    edits: {
      'src/service.ts': before(
        '/** Starts the service.',
        "const { WEBHOOK_SECRET: secret = 'development' } = process.env;\nexport const signing = { secret };\n\n",
      ),
    },
    caughtBy: { control: 'SEC-06' },
  },
  {
    id: 'password-in-base64',
    title: 'configuration hides a password behind base64, twice',
    caseName: 'orders',
    edits: {
      [overlay]: text =>
        `${text}  extra: ${base64(
          base64(`{"password": "${drawn(20, 'hidden')}"}`),
        )}\n`,
    },
    caughtBy: { control: 'SEC-07' },
  },
  {
    id: 'token-from-pieces',
    title: 'code puts a token together, so that nothing sees it',
    caseName: 'orders',
    edits: {
      'src/dates.ts': text =>
        `${text}\nexport const parts = ['gh', 'p_', '${gitHubToken(
          'pieces',
        ).slice(4, 20)}', '${gitHubToken('pieces').slice(20)}'].join('');\n`,
    },
    caughtBy: { control: 'SEC-07' },
  },
  {
    id: 'seeded-administrator',
    title: 'a migration seeds an administrator with the hash of a password',
    caseName: 'orders',
    edits: {
      'db/migrations/003.do.seed.sql': `INSERT INTO orders.administrator VALUES ('admin', '$2b$12$${drawn(
        53,
        'seed',
      )}');\n`,
    },
    caughtBy: { control: 'SEC-08' },
  },
  {
    id: 'environment-committed',
    title: 'the file of environment variables is committed',
    caseName: 'orders',
    edits: { '.env.production': 'LOG_LEVEL=debug\n' },
    caughtBy: { control: 'SEC-09' },
  },
  {
    id: 'archive-committed',
    title: 'a backup of the configuration lies in an archive',
    caseName: 'orders',
    edits: { 'deploy/backup.zip': 'PK\u0003\u0004 and what it holds\n' },
    caughtBy: { control: 'SEC-10' },
  },
  {
    id: 'configuration-printed',
    title: 'the configuration is printed when the service starts',
    caseName: 'orders',
    edits: {
      'src/main.ts': before(
        'const service = ',
        'console.info(JSON.stringify(loadServiceConfig(process.env)));\n',
      ),
    },
    caughtBy: { control: 'SEC-11' },
  },
  {
    id: 'database-printed',
    title: 'an error tells to which database the service would connect',
    caseName: 'orders',
    edits: {
      'src/service.ts': text =>
        text.replace(
          /(export function start\(config: ServiceConfig[^{]*\{\n)/,
          '$1  if (config.listen.port === 0) throw new Error(`no port, for ${JSON.stringify(config.database)}`);\n',
        ),
    },
    caughtBy: { control: 'SEC-11' },
  },
  {
    id: 'environment-printed',
    title: 'the environment is printed when the service starts',
    caseName: 'orders',
    edits: {
      'src/main.ts': before('const service = ', 'console.info(process.env);\n'),
    },
    caughtBy: { control: 'SEC-11' },
  },
];
