import { ConfigReader } from '@backstage/config';
import { isKnownHost, knownHosts } from './refuse-unknown-hosts';

describe('a portal with guests', () => {
  const known = knownHosts(
    new ConfigReader({
      app: { baseUrl: 'http://localhost:3000' },
      backend: { baseUrl: 'http://localhost:7007' },
    }),
  );

  it.each([
    'localhost:7007',
    'LOCALHOST:7007',
    'localhost:3000',
    '127.0.0.1:7007',
    '[::1]:7007',
  ])('answers under %s', host => {
    expect(isKnownHost(host, known)).toBe(true);
  });

  it.each([
    'attacker.example:7007',
    'attacker.example',
    'localhost.attacker.example:7007',
    'localhost:7008',
    '',
    undefined,
  ])('does not answer under %p', host => {
    expect(isKnownHost(host, known)).toBe(false);
  });
});
