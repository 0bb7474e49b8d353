import { generateKeyPairSync } from 'node:crypto';
import { gatherSecrets } from './gather-secrets';
import type { FoundSecret } from './secrets';

const DRAWN = 'q7Zr1Vb0XtLw9KpEdS3h';

async function secretsOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly FoundSecret[]> {
  const fact = await gatherSecrets({
    files: new Map(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? Buffer.from(content) : content,
      ]),
    ),
    irregular: new Map(),
  });
  if (fact.state !== 'available') throw new Error(fact.reason);
  return fact.value.found;
}

describe('secrets of a tree', () => {
  it.each([
    [
      'a comment that tells a scanner to look away',
      { 'a.sh': `# secretlint-disable\nAPI_KEY=${DRAWN}\n` },
    ],
    [
      'UTF-16',
      { 'a.ini': Buffer.from(`\uFEFFpassword=${DRAWN}\n`, 'utf16le') },
    ],
    [
      'a line of a megabyte',
      {
        'a.js': `const x = "${'ab '.repeat(
          350_000,
        )}"; const password = "${DRAWN}";`,
      },
    ],
    [
      'a file that is binary',
      { 'a.bin': `\0\x01\x02 AGE-SECRET-KEY-1${'Q'.repeat(58)} \0` },
    ],
    ['YAML that does not parse', { 'a.yaml': `{{{\npassword: ${DRAWN}\n` }],
    [
      'code that does not parse',
      { 'a.ts': `const password = '${DRAWN}' }}}} <<<` },
    ],
    [
      'code that nests deep',
      { 'a.ts': `const password = '${DRAWN}';\n${'['.repeat(50_000)}` },
    ],
    [
      'YAML that nests deep',
      { 'a.yaml': `password: ${DRAWN}\nx: ${'['.repeat(50_000)}` },
    ],
    ['a command line', { 'a.sh': `mysqldump --password ${DRAWN} orders\n` }],
    ['a login of curl', { 'a.sh': `curl -s -u orders:${DRAWN} http://a\n` }],
    [
      'a percent-encoded text',
      {
        'a.md': [...`password=${DRAWN}`]
          .map(one => `%${one.charCodeAt(0).toString(16)}`)
          .join(''),
      },
    ],
    ['a value with an escape', { 'a.yaml': `"pass\\x77ord": ${DRAWN}\n` }],
    [
      'a folded base64 text',
      {
        'a.yaml': `x: >\n  ${Buffer.from(`password: ${DRAWN}, and more of it`)
          .toString('base64')
          .replace(/(.{40})/, '$1\n  ')}\n`,
      },
    ],
  ])('are found in %s', async (_, files) => {
    expect(await secretsOf(files)).not.toEqual([]);
  });

  it('never hold the value', async () => {
    const found = await secretsOf({ 'a.yaml': `password: ${DRAWN}\n` });
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain(DRAWN);
  });

  it('are told apart by their order', async () => {
    const found = await secretsOf({
      'a.yaml': `a: {password: ${DRAWN}}\nb: {password: ${DRAWN}}\n`,
    });
    expect(found.map(({ name, ordinal }) => [name, ordinal])).toEqual([
      ['password', 1],
      ['password', 2],
    ]);
  });

  it.each(['pkcs8', 'pkcs1'] as const)('are found in DER as %s', async type => {
    const der = generateKeyPairSync('rsa', {
      modulusLength: 1024,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type, format: 'der' },
    });
    expect(
      await secretsOf({
        'a.txt': der.privateKey.toString('base64').replace(/(.{64})/g, '$1\n'),
        'b.txt': der.publicKey.toString('base64').replace(/(.{64})/g, '$1\n'),
      }),
    ).toMatchObject([{ kind: 'private-key', file: 'a.txt' }]);
  });

  it.each([
    [
      'integrity and digests',
      {
        'a.json': `{"integrity": "sha512-${'aB3/'.repeat(
          21,
        )}==", "token.ts": "${'0a1b'.repeat(16)}"}`,
      },
    ],
    [
      'a file of digests by name',
      { 'a.json': `{"src/password.ts": "${'0a1b'.repeat(16)}"}` },
    ],
    ['a type', { 'a.ts': "interface A { password: 'secret-word-of-a-type' }" }],
    [
      'a message',
      {
        'a.ts':
          "throw new Error('password: must be longer than 12 characters')",
      },
    ],
    [
      'a GraphQL or proto field',
      {
        'a.proto':
          'string access_token = 1;\nstring password = 2 [(redact) = true];\n',
      },
    ],
    [
      'a field of a log that is hidden',
      {
        'a.ts':
          "redact({ paths: ['password', 'token'], censor: '[redacted]' })",
      },
    ],
    [
      'references of Keycloak and Vault',
      {
        'a.json': '{"clientSecret": "${vault.orders}", "secret": "**********"}',
      },
    ],
    [
      'a name of a secret',
      {
        'a.yaml':
          'volumes:\n  - secret: orders-db-app\n    tokenKey: access-token\n',
      },
    ],
    [
      'an expression of a workflow',
      { 'a.yaml': 'env:\n  REGISTRY_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n' },
    ],
    [
      'a command that reads a password',
      {
        'a.sh':
          'printf %s "$TOKEN" | docker login --username "$ACTOR" --password-stdin\nexport PGPASSWORD="$(cat /run/secrets/db)"\n',
      },
    ],
    [
      'a key of a cache',
      { 'a.ts': "const cacheKey = 'orders:v2:by-customer-and-day-4711';" },
    ],
  ])('are not %s', async (_, files) => {
    expect(await secretsOf(files)).toEqual([]);
  });

  it('takes time in proportion to the text, whatever it is', async () => {
    const hostile = [
      'eyJ'.repeat(50_000),
      'a://'.repeat(37_000),
      'password='.repeat(17_000),
      "'".repeat(125_000),
      'host=a '.repeat(20_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(5_000),
      '"d":"'.repeat(25_000),
      'A'.repeat(150_000),
      `x: ${'&a '.repeat(25_000)}`,
      'curl -u '.repeat(17_000),
      '$2$'.repeat(50_000),
      '%41'.repeat(50_000),
    ];
    // Time of the processor: the machine may be busy with other things.
    const began = process.cpuUsage();
    for (const text of hostile) {
      await secretsOf({ 'a.txt': text, 'a.yaml': text, 'a.ts': text });
    }
    const { user } = process.cpuUsage(began);
    expect(user / 1e6).toBeLessThan(20);
  }, 60_000);
});
