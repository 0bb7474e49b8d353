import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import type { Config } from '@backstage/config';

/**
 * Whether a request for a host is meant for this portal.
 *
 * A web page whose name an attacker lets point to 127.0.0.1 (DNS rebinding) is
 * of the same origin as a portal on loopback, and could enter as a guest. Its
 * requests carry that name.
 *
 * @param host - the Host header.
 * @param known - hosts, with port, that the configuration names.
 */
export function isKnownHost(
  host: string | undefined,
  known: ReadonlySet<string>,
): boolean {
  return host !== undefined && known.has(host.toLowerCase());
}

/** The hosts under which a portal that lets guests in may be called. */
export function knownHosts(config: Config): ReadonlySet<string> {
  const base = new URL(config.getString('backend.baseUrl'));
  const port = base.port || (base.protocol === 'https:' ? '443' : '80');
  return new Set([
    base.host,
    new URL(config.getString('app.baseUrl')).host,
    ...['localhost', '127.0.0.1', '[::1]'].map(name => `${name}:${port}`),
  ]);
}

/** Where guests may enter, answers requests for known hosts only. */
export const refuseUnknownHosts = rootHttpRouterServiceFactory({
  configure({ app, config, applyDefaults }) {
    if (config.has('auth.providers.guest')) {
      const known = knownHosts(config);
      app.use((request, response, next) => {
        if (isKnownHost(request.headers.host, known)) {
          next();
          return;
        }
        response
          .status(421)
          .type('text/plain')
          .send(
            'This portal lets guests in and answers only under the names in its configuration (app.baseUrl, backend.baseUrl).\n',
          );
      });
    }
    applyDefaults();
  },
});
