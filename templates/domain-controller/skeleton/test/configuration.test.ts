import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { loadServiceConfig, parseServiceConfig, type ServiceConfig } from '@ameideio/ameide-sdk-ts/node';
import { startTestService, type TestService } from '@ameideio/ameide-sdk-ts/testing';
import { parseAllDocuments } from 'yaml';

import { definition, start } from '../src/service.js';

const OVERLAYS = 'deploy/overlays';

describe('the configuration file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  after(() => rmSync(folder, { recursive: true }));

  const load = (content: string): ServiceConfig => {
    const path = join(folder, 'config.json');
    writeFileSync(path, content);
    return loadServiceConfig({ AMEIDE_CONFIG_FILE: path });
  };

  it('must be named', () => {
    assert.throws(() => loadServiceConfig({}), /AMEIDE_CONFIG_FILE is not set/);
  });

  it('must be there', () => {
    assert.throws(() => loadServiceConfig({ AMEIDE_CONFIG_FILE: join(folder, 'absent.json') }), /absent\.json cannot be read/);
  });

  it('must be JSON', () => {
    assert.throws(() => load('listen: 8443'), /is not JSON/);
  });

  it('has every problem named with its path', () => {
    const config = overlayConfig(firstOverlay()) as { listen: object };
    const wrong = JSON.stringify({ ...config, listen: { ...config.listen, port: '8443', backlog: 5 }, surprise: true });
    assert.throws(() => load(wrong), error => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /^- listen\.port: /m);
      assert.match(error.message, /backlog/);
      assert.match(error.message, /surprise/);
      return true;
    });
  });

  for (const overlay of overlays()) {
    it(`of the overlay ${overlay} is valid and complete`, () => {
      const config = parseServiceConfig(overlayConfig(overlay));
      assert.ok(config.listen.tls, 'the listener has TLS');
      assert.ok(config.gateway && config.serviceTokens, 'the dispatcher needs gateway and serviceTokens');
      const served = Object.keys(config.database.plans).concat(Object.values(config.database.tenants).map(tenant => tenant.databasePlan));
      assert.deepEqual(served.filter(plan => !definition.databasePlans.includes(plan)), [], 'only plans that the service supports');
      for (const [name, database] of Object.entries(config.database.databases)) {
        assert.ok('secretDir' in database, `${name}: the password is in a mounted secret, not in the configuration`);
      }
    });
  }
});

describe('the start', () => {
  let service: TestService;
  before(async () => {
    service = await startTestService({ definition, start, roles: 'db/roles.sql', migrations: 'db/migrations', tenants: ['tenant-1'] });
  });
  after(() => service.close());

  it('is refused in plaintext beyond loopback', async () => {
    await assert.rejects(
      service.startSecond(config => ({ ...config, listen: { host: '0.0.0.0', port: 0 } })),
      /there is no TLS/,
    );
  });

  it('is refused when the management port is in plaintext beyond loopback', async () => {
    await assert.rejects(
      service.startSecond(config => ({ ...config, management: { host: '0.0.0.0', port: 0 } })),
      /there is no TLS/,
    );
  });

  for (const [who, urlOf] of [
    ['a superuser', (database: TestService['database']) => database.adminUrl],
    ['the owner of the tables', (database: TestService['database']) => database.ownerUrl],
  ] as const) {
    it(`is refused as ${who}, whom row-level security would not hold`, async () => {
      const url = urlOf(service.database);
      const databases = Object.fromEntries(Object.keys(service.config.database.databases).map(name => [name, { url }]));
      await assert.rejects(
        service.startSecond(config => ({ ...config, database: { ...config.database, databases } })),
        /row-level security/,
      );
    });
  }

  it('leads to a service that is alive and ready', async () => {
    for (const path of ['/livez', '/readyz']) {
      const response = await fetch(`${service.managementUrl}${path}`);
      assert.equal(response.status, 200, path);
    }
  });
});

function overlays(): string[] {
  return readdirSync(OVERLAYS).sort();
}

function firstOverlay(): string {
  const [overlay] = overlays();
  assert.ok(overlay, 'there is an overlay');
  return overlay;
}

/** `config.json` of the overlay's ConfigMap, as the pods read it. */
function overlayConfig(overlay: string): unknown {
  for (const document of parseAllDocuments(readFileSync(join(OVERLAYS, overlay, 'config.yaml'), 'utf8'))) {
    const manifest = document.toJS() as { kind?: string; data?: Readonly<Record<string, string>> };
    const text = manifest.kind === 'ConfigMap' ? manifest.data?.['config.json'] : undefined;
    if (text !== undefined) {
      return JSON.parse(text);
    }
  }
  throw new assert.AssertionError({ message: `${overlay}: there is no ConfigMap with config.json` });
}
