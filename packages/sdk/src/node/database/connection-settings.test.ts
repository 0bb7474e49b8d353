import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { connectionSettings, isLoopback } from './connection-settings.js';

const directory = mkdtempSync(join(tmpdir(), 'ameide-secret-'));
afterAll(() => rmSync(directory, { recursive: true }));

function secret(files: Record<string, string>): string {
  const folder = mkdtempSync(join(directory, 'secret-'));
  Object.entries(files).forEach(([name, text]) =>
    writeFileSync(join(folder, name), text),
  );
  return folder;
}

describe('connectionSettings', () => {
  it('verifies certificate and name off loopback', () => {
    const caFile = join(directory, 'ca.pem');
    writeFileSync(caFile, 'PEM');
    const settings = connectionSettings('main', {
      url: 'postgresql://app:p%40ss@db.example:6000/orders',
      caFile,
    });
    expect(settings).toMatchObject({
      host: 'db.example',
      port: 6000,
      database: 'orders',
      user: 'app',
      password: 'p@ss',
    });
    expect(settings.ssl).toEqual({
      ca: 'PEM',
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    });
  });

  it.each([
    'sslmode=disable',
    'sslmode=no-verify',
    'host=127.0.0.1',
    'ssl=false',
  ])('refuses a URL with ?%s', query => {
    expect(() =>
      connectionSettings('main', {
        url: `postgresql://a:b@db.example/x?${query}`,
      }),
    ).toThrow("remove what follows '?'");
  });

  it.each([
    'nonsense',
    'mysql://a@b/c',
    'postgresql://a@/c',
    'postgresql://db.example/x',
    'postgresql://a@db.example',
  ])('refuses %s without showing it', url => {
    const connect = (): unknown => connectionSettings('main', { url });
    expect(connect).toThrow('database.databases.main');
    expect(connect).not.toThrow(url);
  });

  it('reads a mounted secret, its password again for each connection', () => {
    const secretDir = secret({
      username: 'app\n',
      password: 'one\n',
      host: 'db.example',
      port: '5433',
      dbname: 'orders',
    });
    const settings = connectionSettings('main', { secretDir });
    expect(settings).toMatchObject({
      host: 'db.example',
      port: 5433,
      database: 'orders',
      user: 'app',
    });
    const password = settings.password as () => string;
    expect(password()).toBe('one');
    writeFileSync(join(secretDir, 'password'), 'two');
    expect(password()).toBe('two');
    expect(
      connectionSettings('main', {
        secretDir: secret({ username: 'app' }),
        host: '10.0.0.1',
        port: 1,
        database: 'd',
      }),
    ).toMatchObject({
      host: '10.0.0.1',
      port: 1,
      database: 'd',
    });
  });

  it('names the file that is missing', () => {
    expect(() =>
      connectionSettings('main', { secretDir: secret({ username: 'app' }) }),
    ).toThrow("cannot read the file 'host'");
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost'])(
    'accepts %s',
    host => expect(isLoopback(host)).toBe(true),
  );
  it.each([
    '127.0.0.1.example.com',
    'localhost.example.com',
    '10.0.0.1',
    '0.0.0.0',
    '::',
    '127.evil',
    '',
  ])('refuses %s', host => expect(isLoopback(host)).toBe(false));
});
