import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  loadServiceConfig,
  parseServiceConfig,
} from './load-service-config.js';

const valid = {
  listen: { host: '127.0.0.1', port: 0 },
  management: { host: '127.0.0.1', port: 0 },
  auth: { issuers: [{ issuer: 'https://idp.example/realms/acme' }] },
  database: {
    databases: {
      main: { secretDir: '/etc/ameide/database', caFile: '/etc/ameide/ca.crt' },
    },
    plans: { shared: 'main' },
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ameide-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): NodeJS.ProcessEnv {
  const path = join(folder, 'config.json');
  writeFileSync(path, text);
  return { AMEIDE_CONFIG_FILE: path };
}

it('fills in defaults that are closed', () => {
  expect(loadServiceConfig(fileWith(JSON.stringify(valid)))).toMatchObject({
    auth: {
      tenantSource: 'claim',
      maxTokenLifetimeSeconds: 3600,
      clockToleranceSeconds: 5,
    },
    apiKeys: { enabled: false },
    cors: { origins: [] },
    limits: { maxMessageBytes: 1024 * 1024 },
    database: { tenants: {}, poolSize: 10 },
  });
});

it('says what is missing', () => {
  expect(() => loadServiceConfig({})).toThrow(/AMEIDE_CONFIG_FILE is not set/);
  expect(() =>
    loadServiceConfig({ AMEIDE_CONFIG_FILE: join(folder, 'absent.json') }),
  ).toThrow(/cannot be read/);
  expect(() => loadServiceConfig(fileWith('{'))).toThrow(/is not JSON/);
});

it('lists every problem with its path', () => {
  const attempt = (): unknown =>
    parseServiceConfig({
      ...valid,
      listen: { host: '', port: 70_000 },
      database: { ...valid.database, poolSize: 0 },
    });
  expect(attempt).toThrow(/listen\.host/);
  expect(attempt).toThrow(/listen\.port/);
  expect(attempt).toThrow(/database\.poolSize/);
});

it.each<[string, object, RegExp]>([
  ['a key that nobody reads', { corse: {} }, /corse/],
  [
    'a key that nobody reads, further down',
    { listen: { ...valid.listen, tsl: {} } },
    /listen: .*tsl/,
  ],
  ['no issuer', { auth: { issuers: [] } }, /auth\.issuers/],
  [
    'an issuer twice',
    { auth: { issuers: [valid.auth.issuers[0], valid.auth.issuers[0]] } },
    /names an issuer twice/,
  ],
  [
    'one issuer for users and services',
    {
      auth: {
        ...valid.auth,
        serviceIssuer: {
          issuer: 'https://idp.example/realms/acme',
          jwksUri: 'https://idp.example/keys',
        },
      },
    },
    /names an issuer twice/,
  ],
  [
    'the tenant of an issuer that has none',
    { auth: { ...valid.auth, tenantSource: 'issuer' } },
    /auth\.issuers\.0\.tenantId/,
  ],
  [
    'the tenant of aliases without aliases',
    { auth: { ...valid.auth, tenantSource: 'idp-alias' } },
    /auth\.idpAliases/,
  ],
  [
    'two sources of the tenant',
    { auth: { ...valid.auth, tenantSource: ['claim', 'issuer'] } },
    /auth\.tenantSource/,
  ],
  [
    'tokens of years',
    { auth: { ...valid.auth, maxTokenLifetimeSeconds: 31_536_000 } },
    /maxTokenLifetimeSeconds/,
  ],
  [
    'a clock tolerance of years',
    { auth: { ...valid.auth, clockToleranceSeconds: 31_536_000 } },
    /clockToleranceSeconds/,
  ],
  ['every origin', { cors: { origins: ['*'] } }, /cors\.origins\.0/],
  [
    'an origin with a path',
    { cors: { origins: ['https://app.example/'] } },
    /cors\.origins\.0/,
  ],
  [
    'an origin in plaintext',
    { cors: { origins: ['http://app.example'] } },
    /cors\.origins\.0/,
  ],
  ['no origin', { cors: { origins: ['null'] } }, /cors\.origins\.0/],
  [
    'a mesh that may be',
    { listen: { ...valid.listen, mesh: true } },
    /listen\.mesh/,
  ],
  [
    'no database',
    { database: { databases: {}, plans: {} } },
    /name at least one database/,
  ],
  [
    'a message without end',
    { limits: { maxMessageBytes: 1e12 } },
    /limits\.maxMessageBytes/,
  ],
])('refuses %s', (_name, change, problem) => {
  expect(() => parseServiceConfig({ ...valid, ...change })).toThrow(problem);
});
