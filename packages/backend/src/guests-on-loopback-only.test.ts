import { ConfigReader } from '@backstage/config';
import { guestProblem } from './guests-on-loopback-only';

const guest = { providers: { guest: {} } };

describe('guests', () => {
  it.each(['localhost', '127.0.0.1', '::1'])('may come from %s', host => {
    const config = { auth: guest, backend: { listen: { host, port: 7007 } } };
    expect(guestProblem(new ConfigReader(config))).toBeUndefined();
  });

  it.each([
    ['an address of the network', { host: '192.168.1.4', port: 7007 }],
    ['every interface', { host: '0.0.0.0', port: 7007 }],
    ['a missing host', { port: 7007 }],
    ['the short form', ':7007'],
    ['the short form with a host', '127.0.0.1:7007'],
    ['no setting at all', undefined],
  ])('may not come with %s', (_name, listen) => {
    const backend = listen === undefined ? {} : { listen };
    const problem = guestProblem(new ConfigReader({ auth: guest, backend }));
    expect(problem).toContain('backend.listen.host');
  });

  it('are not asked about where there is no guest provider', () => {
    const config = { backend: { listen: ':7007' } };
    expect(guestProblem(new ConfigReader(config))).toBeUndefined();
  });
});
