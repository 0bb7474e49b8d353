import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP } from 'node:net';

import type { ServiceConfig } from '@ameideio/ameide-sdk-ts/node';

/**
 * Answers `/livez` and `/readyz` of the dispatcher on the management port.
 *
 * @throws Error when it would listen in plaintext beyond this machine.
 */
export async function serveHealth(config: ServiceConfig, healthy: () => boolean): Promise<Server> {
  const { host, port } = config.management;
  const { tls, mesh } = config.listen;
  const isLoopback = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  if (tls === undefined && mesh === undefined && !isLoopback) {
    throw new Error(`management: ${host} is reachable from other machines, and there is no TLS. Give listen.tls, or listen on 127.0.0.1.`);
  }
  const answer: RequestListener = (request, response) => {
    const isKnown = request.url === '/livez' || request.url === '/readyz';
    response.writeHead(isKnown ? (healthy() ? 200 : 503) : 404).end();
  };
  const server =
    tls === undefined
      ? createPlainServer(answer)
      : createTlsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile), minVersion: 'TLSv1.2' }, answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}
