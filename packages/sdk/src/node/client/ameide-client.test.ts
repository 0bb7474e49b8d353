import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  Code,
  ConnectError,
  type HandlerContext,
  type Interceptor,
  type ServiceImpl,
} from '@connectrpc/connect';
import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';

import {
  EntrySchema,
  LedgerService,
} from '../database/fixtures/ledger-service.js';
import { AmeideClient, type AmeideClientOptions } from './ameide-client.js';
import { startTestGateway, type TestGateway } from './fixtures/test-gateway.js';

type Entry = MessageInitShape<typeof EntrySchema>;
type Handler = (context: HandlerContext) => Promise<Entry>;

let gateway: TestGateway;
let handle: Handler;
let calls: HandlerContext[];
const clients: AmeideClient[] = [];

beforeAll(async () => {
  const serve = (
    _request: unknown,
    context: HandlerContext,
  ): Promise<Entry> => {
    calls.push(context);
    return handle(context);
  };
  gateway = await startTestGateway(router => {
    const handlers = {
      createEntry: serve,
      getEntry: serve,
      async *watchEntries(_request: unknown, context: HandlerContext) {
        calls.push(context);
        yield { title: 'first' };
        await handle(context);
      },
    };
    // The contract is made in memory, so its methods have no types.
    router.service(
      LedgerService,
      handlers as unknown as Partial<ServiceImpl<typeof LedgerService>>,
    );
  });
});
afterAll(() => gateway.close());
beforeEach(() => {
  calls = [];
  handle = async () => ({ id: 'x' });
});
afterEach(() => clients.splice(0).forEach(client => client.close()));

type LedgerClient = Record<
  'createEntry' | 'getEntry',
  (request: object, options?: object) => Promise<unknown>
> & {
  watchEntries(request: object, options?: object): AsyncIterable<unknown>;
};

function client(options: Partial<AmeideClientOptions> = {}): LedgerClient {
  const made = new AmeideClient({
    endpoint: gateway.endpoint,
    auth: { token: async () => 'token-1' },
    ...options,
  });
  clients.push(made);
  return made.service(LedgerService) as unknown as LedgerClient;
}

const failing = (code: Code, times: number): Handler => {
  let left = times;
  return async () => {
    left -= 1;
    if (left >= 0) {
      throw new ConnectError('for the moment', code);
    }
    return { id: 'x' };
  };
};

describe('AmeideClient', () => {
  it('sends token, request id, headers, deadline and trace', async () => {
    const parent = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.SAMPLED,
    };
    await client({
      requestId: 'req-1',
      headers: { 'x-channel': 'test' },
      traceContext: trace.setSpanContext(ROOT_CONTEXT, parent),
    }).createEntry({ title: 'a' });
    const [{ requestHeader, timeoutMs }] = calls as [HandlerContext];
    expect(requestHeader.get('authorization')).toBe('Bearer token-1');
    expect(requestHeader.get('x-request-id')).toBe('req-1');
    expect(requestHeader.get('x-channel')).toBe('test');
    expect(requestHeader.get('traceparent')).toBe(
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    );
    // The budget of CreateEntry is 300 ms.
    expect(requestHeader.get('grpc-timeout')).toBe('300m');
    expect(timeoutMs()).toBeLessThanOrEqual(300);
  });

  it('gives five seconds where no budget is declared, and leaves a deadline of the call alone', async () => {
    await client().getEntry({});
    await client().getEntry({}, { timeoutMs: 1234 });
    expect(calls.map(call => call.requestHeader.get('grpc-timeout'))).toEqual([
      '5000m',
      '1234m',
    ]);
  });

  it('ends a call at its budget, although the server goes on', async () => {
    handle = () => new Promise(() => undefined);
    const started = Date.now();
    await expect(client().createEntry({})).rejects.toMatchObject({
      code: Code.DeadlineExceeded,
    });
    expect(Date.now() - started).toBeGreaterThan(250);
    expect(Date.now() - started).toBeLessThan(1_500);
  });

  it('ends with the call that it serves', async () => {
    handle = () => new Promise(() => undefined);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    await expect(
      client({ signal: abort.signal }).getEntry({}),
    ).rejects.toMatchObject({ code: Code.Canceled });
  });

  it.each([
    Code.Unavailable,
    Code.DeadlineExceeded,
    Code.Aborted,
    Code.ResourceExhausted,
  ])('repeats a read twice at most on code %s', async code => {
    handle = failing(code, 2);
    await expect(client().getEntry({})).resolves.toMatchObject({ id: 'x' });
    expect(calls).toHaveLength(3);
    calls = [];
    handle = failing(code, 3);
    await expect(client().getEntry({})).rejects.toMatchObject({ code });
    expect(calls).toHaveLength(3);
  });

  it('waits about 250 ms, then about 500 ms', async () => {
    handle = failing(Code.Unavailable, 2);
    const started = Date.now();
    await client().getEntry({});
    expect(Date.now() - started).toBeGreaterThanOrEqual(370);
    expect(Date.now() - started).toBeLessThan(1_500);
  });

  it.each([
    Code.InvalidArgument,
    Code.NotFound,
    Code.PermissionDenied,
    Code.Internal,
    Code.AlreadyExists,
  ])('does not repeat on code %s', async code => {
    handle = failing(code, 3);
    await expect(client().getEntry({})).rejects.toMatchObject({ code });
    expect(calls).toHaveLength(1);
  });

  it('repeats a change only under a client_request_id', async () => {
    handle = failing(Code.Unavailable, 3);
    await expect(client().createEntry({ title: 'a' })).rejects.toMatchObject({
      code: Code.Unavailable,
    });
    expect(calls).toHaveLength(1);
    calls = [];
    handle = failing(Code.Unavailable, 1);
    // Longer than the first wait, shorter than the budget.
    await expect(
      client().createEntry({ title: 'a', clientRequestId: 'key-1' }),
    ).resolves.toBeDefined();
    expect(calls).toHaveLength(2);
  });

  it('never repeats a stream', async () => {
    handle = failing(Code.Unavailable, 9);
    const seen: unknown[] = [];
    await expect(
      (async () => {
        for await (const entry of client().watchEntries({})) {
          seen.push(entry);
        }
      })(),
    ).rejects.toMatchObject({ code: Code.Unavailable });
    expect(seen).toHaveLength(1);
    expect(calls).toHaveLength(1);
  });

  it('asks for one token a call, and gives back one that is refused', async () => {
    handle = failing(Code.Unavailable, 1);
    const refused: string[] = [];
    let issued = 0;
    const auth = {
      token: async () => `token-${(issued += 1)}`,
      refused: (token: string) => void refused.push(token),
    };
    await client({ auth }).getEntry({});
    expect(issued).toBe(1);
    expect(calls.map(call => call.requestHeader.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-1',
    ]);
    handle = failing(Code.Unauthenticated, 1);
    await expect(client({ auth }).getEntry({})).rejects.toMatchObject({
      code: Code.Unauthenticated,
    });
    expect(refused).toEqual(['token-2']);
  });

  it("runs the interceptors in their order, the user's own innermost and once an attempt", async () => {
    handle = failing(Code.Unavailable, 1);
    const seen: string[] = [];
    const own: Interceptor = next => async request => {
      seen.push(
        ['authorization', 'x-request-id', 'grpc-timeout', 'traceparent']
          .filter(name => request.header.has(name))
          .join(),
      );
      return await next(request);
    };
    const parent = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: TraceFlags.NONE,
    };
    await client({
      interceptors: [own],
      traceContext: trace.setSpanContext(ROOT_CONTEXT, parent),
    }).getEntry({});
    expect(seen).toEqual(
      Array(2).fill('authorization,x-request-id,grpc-timeout,traceparent'),
    );
  });

  it.each([
    'http://gateway.example',
    'ftp://127.0.0.1',
    'gateway',
    'http://127.0.0.1.example.com',
  ])('refuses the endpoint %s', endpoint => {
    expect(() => client({ endpoint })).toThrow('must be an https:// address');
  });

  it.each(['Authorization', 'x-request-id'])('refuses the header %s', name => {
    expect(() => client({ headers: { [name]: 'forged' } })).toThrow(
      'cannot be set by hand',
    );
  });
});
