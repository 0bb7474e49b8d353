import type { AddressInfo } from 'node:net';

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { propagation } from '@opentelemetry/api';

import { ProbeService } from '../server/fixtures/gen/test/probe/v1/probe_pb.js';
import { Tracing } from './tracing.js';

const SERVICE = 'opentelemetry.proto.collector.trace.v1.TraceService';
const raw = {
  serialize: (value: Buffer) => value,
  deserialize: (value: Buffer) => value,
};

/** A collector that keeps what it is sent as bytes. */
async function startCollector(): Promise<{
  endpoint: string;
  received: () => string;
  close(): void;
}> {
  const server = new Server();
  const chunks: Buffer[] = [];
  server.addService(
    {
      export: {
        path: `/${SERVICE}/Export`,
        requestStream: false,
        responseStream: false,
        requestSerialize: raw.serialize,
        requestDeserialize: raw.deserialize,
        responseSerialize: raw.serialize,
        responseDeserialize: raw.deserialize,
      },
    },
    {
      export: (
        call: { request: Buffer },
        done: (error: null, answer: Buffer) => void,
      ) => {
        chunks.push(call.request);
        done(null, Buffer.alloc(0));
      },
    },
  );
  const port = await new Promise<AddressInfo['port']>((resolve, reject) =>
    server.bindAsync(
      '127.0.0.1:0',
      ServerCredentials.createInsecure(),
      (error, bound) => (error === null ? resolve(bound) : reject(error)),
    ),
  );
  return {
    endpoint: `http://127.0.0.1:${port}`,
    received: () => Buffer.concat(chunks).toString('latin1'),
    close: () => server.forceShutdown(),
  };
}

const start = (
  telemetry: { otlpEndpoint?: string; traceRatio: number },
  meshDeclared = false,
): Tracing =>
  new Tracing({
    name: 'orders',
    kind: 'domain',
    telemetry: { logLevel: 'info', ...telemetry },
    meshDeclared,
  });

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const parent = (sampled: boolean): Headers =>
  new Headers({
    traceparent: `00-${TRACE}-b7ad6b7169203331-0${sampled ? 1 : 0}`,
    baggage: 'ameide.session_id=session-1',
    authorization: 'Bearer planted-token',
    'x-note': 'planted-note',
  }) as Headers;

it('sends spans that name the method and hold nothing of the call', async () => {
  const collector = await startCollector();
  try {
    const tracing = start({ otlpEndpoint: collector.endpoint, traceRatio: 0 });
    const call = tracing.begin(ProbeService.method.read, parent(true));
    expect(call.traceId).toBe(TRACE);
    tracing.end(call, 'not_found');
    await tracing.close();
    const received = collector.received();
    expect(received).toContain('test.probe.v1.ProbeService/Read');
    expect(received).toContain('not_found');
    expect(received).toContain('ameide.primitive.type');
    expect(received).not.toMatch(/planted|session-1/);
  } finally {
    collector.close();
  }
});

it('sends nothing of a trace that its caller does not record, and goes on in it', async () => {
  const collector = await startCollector();
  try {
    const tracing = start({ otlpEndpoint: collector.endpoint, traceRatio: 1 });
    const call = tracing.begin(ProbeService.method.read, parent(false));
    expect(call.traceId).toBe(TRACE);
    expect(
      propagation.getBaggage(call.context)?.getEntry('ameide.session_id')
        ?.value,
    ).toBe('session-1');
    tracing.end(call, 'ok');
    await tracing.close();
    expect(collector.received()).toBe('');
  } finally {
    collector.close();
  }
});

it.each([
  'not a trace',
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${TRACE}-short-01`,
])('begins a trace of its own where the header is %s', async traceparent => {
  const tracing = start({ traceRatio: 0 });
  const { traceId } = tracing.begin(
    ProbeService.method.read,
    new Headers({ traceparent }) as Headers,
  );
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(traceId).not.toBe(TRACE);
  expect(traceId).not.toMatch(/^0+$/);
  await tracing.close();
});

it('sends no traces in plaintext beyond this machine, unless a mesh is declared', async () => {
  const telemetry = {
    otlpEndpoint: 'http://otel-collector:4317',
    traceRatio: 0,
  };
  expect(() => start(telemetry)).toThrow(
    /telemetry\.otlpEndpoint: .*plaintext/,
  );
  await start(telemetry, true).close();
});
