import http2, { type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** Takes traces and forgets them. */
export interface TraceSink {
  /** For `telemetry.otlpEndpoint`. */
  readonly endpoint: string;
  /** Exports so far. */
  count(): number;
  close(): Promise<void>;
}

/** An empty message, as gRPC frames it. */
const EMPTY_MESSAGE = Buffer.alloc(5);

/**
 * Stands in for the collector, so that the service samples, encodes and sends
 * its traces as it does in production. It does not decode them.
 */
export async function startTraceSink(): Promise<TraceSink> {
  let exports = 0;
  const sessions = new Set<Http2Session>();
  const server = http2.createServer();
  server.on('session', session => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', stream => {
    stream.on('error', () => undefined);
    stream.resume();
    stream.once('end', () => {
      exports += 1;
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc' },
        { waitForTrailers: true },
      );
      stream.once('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': '0' }),
      );
      stream.end(EMPTY_MESSAGE);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    count: () => exports,
    close: () =>
      new Promise(resolve => {
        sessions.forEach(session => session.destroy());
        server.close(() => resolve());
      }),
  };
}
