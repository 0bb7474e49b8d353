import { readFileSync } from 'node:fs';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import http2, {
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
} from 'node:http2';
import net, { type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

import type { ServiceConfig } from '../config/service-config.js';
import { isLoopback } from '../database/connection-settings.js';
import { Connections } from './connections.js';
import { speaksHttp2 } from './http-version.js';

/** Handles HTTP/1.1 and HTTP/2 alike. */
export type RequestHandler = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

/** A port that is listened on. */
export interface Listener {
  /** With the real port, for example `http://127.0.0.1:40321`. */
  readonly url: string;
  /** Takes no more calls, lets those under way end, and cuts what is left after a few seconds. */
  close(): Promise<void>;
}

/** What Node's servers of HTTP/1.1 are told. */
interface Http1Limits {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

/** How to listen. */
export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: ServiceConfig['listen']['tls'];
  readonly meshDeclared: boolean;
  /** Longest that sending a request, headers and body, may take, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Longest from a connection to the end of a request's headers, in milliseconds; default 10 seconds. */
  readonly headersTimeoutMs?: number;
  readonly handler: RequestHandler;
}

const HEADERS_TIMEOUT_MS = 10_000;
/** How often connections are looked at for a time-out. */
const CHECK_INTERVAL_MS = 1_000;
const MAX_STREAMS = 200;
/** How long calls under way may take to end before their connections are cut. */
const CLOSE_GRACE_MS = 5_000;

/**
 * Listens for gRPC, gRPC-Web and Connect on one port: over HTTP/2 and 1.1 with
 * TLS, and without TLS on loopback or behind a declared mesh only.
 *
 * @throws Error when it would listen in plaintext beyond this machine.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { host, port, tls, meshDeclared } = options;
  if (tls === undefined && !meshDeclared && !isLoopback(host)) {
    throw new Error(
      `listen: ${host} is reachable from other machines, and there is no TLS. Give listen.tls, declare a mesh in listen.mesh, or listen on 127.0.0.1.`,
    );
  }
  const connections = new Connections();
  const handler = limitReading(
    connections.counting(options.handler),
    options.requestTimeoutMs,
  );
  const limits = {
    // Node takes no longer time for the headers than for the whole request.
    headersTimeout: Math.min(
      options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
      options.requestTimeoutMs,
    ),
    requestTimeout: options.requestTimeoutMs,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  };
  const server =
    tls === undefined
      ? plaintextServer(handler, connections, limits)
      : tlsServer(handler, connections, limits, tls);
  server.on('connection', (socket: Socket) => connections.addSocket(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`listen: ${host} gave no port.`);
  }
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${shownHost}:${
      address.port
    }`,
    close: () =>
      new Promise(resolve => {
        const cut = setTimeout(() => connections.cut(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        connections.drain();
      }),
  };
}

/**
 * Ends a request of HTTP/2 whose body is still being sent after this time: each
 * one holds memory. For HTTP/1.1 Node does that itself.
 */
function limitReading(
  handler: RequestHandler,
  timeoutMs: number,
): RequestHandler {
  return (request, response) => {
    if ('stream' in request) {
      const timer = setTimeout(() => {
        if (!request.complete)
          request.stream.close(http2.constants.NGHTTP2_CANCEL);
      }, timeoutMs);
      timer.unref();
      request.once('end', () => clearTimeout(timer));
      request.once('close', () => clearTimeout(timer));
    }
    handler(request, response);
  };
}

function tlsServer(
  handler: RequestHandler,
  connections: Connections,
  limits: Http1Limits,
  tls: { certFile: string; keyFile: string },
): Server {
  const server = http2.createSecureServer(
    {
      allowHTTP1: true,
      cert: readFileSync(tls.certFile),
      key: readFileSync(tls.keyFile),
      minVersion: 'TLSv1.2',
      handshakeTimeout: limits.headersTimeout,
      settings: { maxConcurrentStreams: MAX_STREAMS },
    },
    handler,
  );
  // Node takes these as options of a server of HTTP/1.1 only.
  Object.assign(server, limits);
  server.on('session', (session: Http2Session) =>
    connections.addSession(session),
  );
  server.on('sessionError', () => undefined);
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol !== 'h2') connections.addHttp1(socket);
  });
  return server;
}

/** One port for both versions of HTTP: the first bytes tell which one a connection speaks. */
function plaintextServer(
  handler: RequestHandler,
  connections: Connections,
  limits: Http1Limits,
): Server {
  const http1Server = http.createServer(limits, handler);
  const http2Server = http2.createServer(
    { settings: { maxConcurrentStreams: MAX_STREAMS } },
    handler,
  );
  http2Server.on('session', session => connections.addSession(session));
  http2Server.on('sessionError', () => undefined);
  // Neither server listens itself; without this event Node checks no time-out of the headers.
  http1Server.emit('listening');
  const server = net.createServer(socket => {
    socket.on('error', () => socket.destroy());
    speaksHttp2(socket, limits.headersTimeout).then(
      isHttp2 => {
        if (!isHttp2) connections.addHttp1(socket);
        (isHttp2 ? http2Server : http1Server).emit('connection', socket);
        process.nextTick(() => socket.resume());
      },
      () => socket.destroy(),
    );
  });
  server.once('close', () => http1Server.close());
  return server;
}
