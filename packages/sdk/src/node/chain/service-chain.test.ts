import { setTimeout as wait } from 'node:timers/promises';

import {
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
} from '@connectrpc/connect';

import { UnauthenticatedError } from '../identity/unauthenticated-error.js';
import type { ServiceCall, ServiceHandlers } from '../service-call.js';
import { ProbeService } from '../server/fixtures/gen/test/probe/v1/probe_pb.js';
import {
  defineService,
  type ServiceDefinition,
} from '../server/service-definition.js';
import { registerRoutes } from '../server/register-routes.js';
import { observeChain, VIEWER } from './fixtures/observed-chain.js';
import { serviceChain } from './service-chain.js';

type Handlers = ServiceHandlers<typeof ProbeService>;

const answer = { seen: 'handled' };
const unused = (): Promise<typeof answer> => Promise.resolve(answer);

function definition(handlers: Partial<Handlers> = {}): ServiceDefinition {
  return defineService({
    name: 'probe',
    kind: 'domain',
    databasePlans: ['shared'],
    routes: routes =>
      routes.service(ProbeService, {
        read: unused,
        write: unused,
        scoped: unused,
        unspecified: unused,
        limited: unused,
        slow: unused,
        fail: unused,
        wide: unused,
        watch: async function* () {
          yield answer;
        },
        collect: unused,
        ...handlers,
      }),
  });
}

async function failure(work: Promise<unknown>): Promise<ConnectError> {
  try {
    await work;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error('the call was answered');
}

async function drain<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

const metricsOf = async (chain: {
  metrics: { expose(): Promise<{ text: string }> };
}): Promise<string> => (await chain.metrics.expose()).text;

describe('the order', () => {
  const observed = (call: ServiceCall, steps: string[]): typeof answer => {
    expect(call.identity).toEqual(VIEWER);
    steps.push('handler');
    return answer;
  };

  it('is the same for unary calls and streams', async () => {
    const steps: string[] = [];
    const chain = observeChain({
      definition: definition({
        read: (_request, call) => Promise.resolve(observed(call, steps)),
        watch: async function* (_request, call) {
          yield observed(call, steps);
        },
        collect: async (requests, call) => {
          await drain(requests);
          return observed(call, steps);
        },
      }),
    });
    const client = createClient(ProbeService, chain.transport());
    const calls = [
      () => client.read({}),
      () => drain(client.watch({})),
      () =>
        client.collect(
          (async function* () {
            yield {};
          })(),
        ),
    ];
    for (const call of calls) {
      chain.steps.length = 0;
      steps.length = 0;
      await call();
      expect([...chain.steps, ...steps]).toEqual([
        'authentication',
        'tenant',
        'rate limit',
        'validation',
        'handler',
      ]);
    }
  });

  const steps = [
    'authentication',
    'tenant',
    'rate limit',
    'authorisation',
    'validation',
  ] as const;

  it.each(steps)('ends at %s: nothing after it is reached', async failing => {
    let handled = false;
    const base = observeChain({ definition: definition() });
    const { tokens } = base.parts.credentials;
    const reached = base.steps;
    const chain = observeChain({
      definition: definition({
        read: () => {
          handled = true;
          return unused();
        },
      }),
      parts: {
        credentials: {
          apiKeys: undefined,
          tokens: {
            async verify(token) {
              const identity = await tokens.verify(token);
              if (failing === 'authentication')
                throw new UnauthenticatedError('signature');
              return failing === 'authorisation'
                ? { ...identity, roles: ['guest'] }
                : identity;
            },
          },
        },
        databases: {
          ...base.parts.databases,
          forIdentity(identity, scope) {
            const database = base.parts.databases.forIdentity(identity, scope);
            if (failing === 'tenant')
              throw new ConnectError(
                'The tenant is not served here.',
                Code.PermissionDenied,
              );
            return database;
          },
        },
        rateLimits: {
          take(key, limit) {
            void base.parts.rateLimits.take(key, limit);
            return failing !== 'rate limit';
          },
        },
        validator: base.parts.validator,
      },
    });
    const client = createClient(ProbeService, chain.transport());
    const error = await failure(
      client.read({ title: 'x'.repeat(failing === 'validation' ? 41 : 1) }),
    );
    const codes = [
      Code.Unauthenticated,
      Code.PermissionDenied,
      Code.ResourceExhausted,
      Code.PermissionDenied,
      Code.InvalidArgument,
    ];
    expect(error.code).toBe(codes[steps.indexOf(failing)]);
    expect(reached.at(-1)).toBe(
      failing === 'authorisation' ? 'rate limit' : failing,
    );
    expect(handled).toBe(false);
  });

  it('cannot be entered in the middle', async () => {
    const { parts } = observeChain({ definition: definition() });
    const { interceptor, gate } = serviceChain(parts);
    for (const router of [
      {},
      { interceptors: [interceptor] },
      { requestGate: gate },
    ]) {
      const transport = createRouterTransport(
        routes => registerRoutes(routes, definition()),
        {
          router,
          transport: {
            interceptors: [
              next => request => {
                request.header.set('authorization', 'Bearer a.b.c');
                return next(request);
              },
            ],
          },
        },
      );
      const client = createClient(ProbeService, transport);
      expect((await failure(client.read({}))).code).toBe(Code.Internal);
      expect((await failure(drain(client.watch({})))).code).toBe(Code.Internal);
    }
  });
});

describe('the body of a request', () => {
  it('is looked at by nobody before the caller has been let in', async () => {
    const chain = observeChain({ definition: definition(), readMaxBytes: 100 });
    const huge = { title: 'x'.repeat(1_000) };
    const stranger = createClient(
      ProbeService,
      chain.transport({ anonymous: true }),
    );
    expect((await failure(stranger.read(huge))).code).toBe(
      Code.Unauthenticated,
    );
    expect((await failure(drain(stranger.watch(huge)))).code).toBe(
      Code.Unauthenticated,
    );
    const known = createClient(ProbeService, chain.transport());
    expect((await failure(known.unspecified(huge))).code).toBe(
      Code.PermissionDenied,
    );
    expect((await failure(known.read(huge))).code).toBe(Code.ResourceExhausted);
  });

  it('ends the call when it cannot be read', async () => {
    const chain = observeChain({ definition: definition(), readMaxBytes: 100 });
    await failure(
      createClient(ProbeService, chain.transport()).read({
        title: 'x'.repeat(1_000),
      }),
    );
    await wait(10);
    expect(await metricsOf(chain)).toMatch(
      /ameide_requests_total\{method="test.probe.v1.ProbeService\/Read",code="resource_exhausted"[^}]*\} 1/,
    );
    expect(chain.scopes[0]?.lifetime.over).toBeDefined();
  });
});

describe('refusals', () => {
  it('of a known tenant go into its audit trail, each kind a bounded number of times', async () => {
    const chain = observeChain({ definition: definition() });
    const client = createClient(ProbeService, chain.transport());
    for (let index = 0; index < 60; index += 1) await failure(client.write({}));
    expect(chain.refusals.length).toBeGreaterThanOrEqual(20);
    expect(chain.refusals.length).toBeLessThan(30);
    expect(chain.refusals[0]).toEqual({
      action: 'entry.create',
      resourceType: 'entry',
      deniedReason: 'permission_denied',
      tenantId: 'acme',
      organizationId: 'north',
    });
    await failure(client.unspecified({}));
    expect(chain.refusals.at(-1)).toMatchObject({ action: 'Unspecified' });
    expect(await metricsOf(chain)).toMatch(
      /ameide_refusals_total\{[^}]*method="test.probe.v1.ProbeService\/Write"[^}]*\} 60/,
    );
  });

  it('are on record also when the caller hangs up first', async () => {
    const identity = { ...VIEWER, roles: ['guest'] as const };
    const chain = observeChain({
      definition: definition(),
      parts: {
        credentials: {
          apiKeys: undefined,
          tokens: { verify: async () => await wait(100, identity) },
        },
      },
    });
    const controller = new AbortController();
    const call = failure(
      createClient(ProbeService, chain.transport()).read(
        {},
        { signal: controller.signal },
      ),
    );
    setTimeout(() => controller.abort(), 20);
    expect((await call).code).toBe(Code.Canceled);
    await wait(150);
    expect(chain.refusals).toEqual([
      expect.objectContaining({ deniedReason: 'permission_denied' }),
    ]);
  });

  it('of strangers go into a bounded stream of the log, and stay refusals when nothing can be recorded', async () => {
    const chain = observeChain({ definition: definition() });
    const stranger = createClient(
      ProbeService,
      chain.transport({ anonymous: true }),
    );
    for (let index = 0; index < 150; index += 1) {
      expect((await failure(stranger.read({}))).code).toBe(
        Code.Unauthenticated,
      );
    }
    expect(chain.refusals).toEqual([]);
    const lines = chain
      .logText()
      .split('\n')
      .filter(line => line.includes('"stream":"security"'));
    expect(lines.length).toBeGreaterThanOrEqual(100);
    expect(lines.length).toBeLessThan(110);
    expect(lines[0]).toContain('no_credentials');
    expect(await metricsOf(chain)).toMatch(
      /ameide_security_events_dropped_total\{[^}]*\} [4-5]\d/,
    );
  });

  it('say what a refused organisation, tenant or rate was', async () => {
    const { organizationId: _, ...nobody } = VIEWER;
    const homeless = observeChain({
      definition: definition(),
      identity: { ...nobody, organizationId: undefined },
    });
    await failure(createClient(ProbeService, homeless.transport()).read({}));
    expect(homeless.refusals[0]).toMatchObject({
      deniedReason: 'no_organization',
      organizationId: undefined,
    });
    const hurried = observeChain({
      definition: definition(),
      parts: { rateLimits: { take: () => false } },
    });
    await failure(createClient(ProbeService, hurried.transport()).read({}));
    expect(hurried.refusals[0]).toMatchObject({ deniedReason: 'rate_limited' });
  });
});

describe('a call', () => {
  it('has the deadline of its method, unary and streaming alike', async () => {
    let signal: AbortSignal | undefined;
    const chain = observeChain({
      definition: definition({
        slow: async (_request, call) => {
          ({ signal } = call);
          return await wait(2_000, answer, { ref: false });
        },
      }),
    });
    const error = await failure(
      createClient(ProbeService, chain.transport()).slow({}),
    );
    expect(error.code).toBe(Code.DeadlineExceeded);
    expect(signal?.aborted).toBe(true);
    expect(chain.scopes[0]?.timeoutMs).toBe(200);
    expect(await metricsOf(chain)).toMatch(
      /ameide_budget_breaches_total\{method="test.probe.v1.ProbeService\/Slow"[^}]*\} 1/,
    );
  });

  it('ends when its credential expires, whatever the handler does', async () => {
    const chain = observeChain({
      definition: definition({
        watch: async function* () {
          for (;;) {
            yield answer;
            await wait(20);
          }
        },
      }),
      identity: { ...VIEWER, expiresAt: Date.now() / 1000 + 0.3 },
    });
    const error = await failure(
      drain(createClient(ProbeService, chain.transport()).watch({})),
    );
    expect(error.code).toBe(Code.Unauthenticated);
  });

  it('ends once when its reader leaves, and tells the handler', async () => {
    let finished = false;
    let signal: AbortSignal | undefined;
    const chain = observeChain({
      definition: definition({
        watch: async function* (_request, call) {
          ({ signal } = call);
          try {
            for (;;) {
              yield answer;
              await wait(10);
            }
          } finally {
            finished = true;
          }
        },
      }),
    });
    const controller = new AbortController();
    const client = createClient(ProbeService, chain.transport());
    await failure(
      (async () => {
        for await (const _message of client.watch(
          {},
          { signal: controller.signal },
        ))
          controller.abort();
      })(),
    );
    await wait(100);
    expect(finished).toBe(true);
    expect(signal?.aborted).toBe(true);
    expect(await metricsOf(chain)).toMatch(
      /ameide_requests_total\{method="test.probe.v1.ProbeService\/Watch",code="[a-z_]+"[^}]*\} 1\n/,
    );
  });

  it('checks every message of a stream', async () => {
    const read: string[] = [];
    const chain = observeChain({
      definition: definition({
        collect: async requests => {
          for await (const request of requests) read.push(request.title);
          return answer;
        },
      }),
    });
    const error = await failure(
      createClient(ProbeService, chain.transport()).collect(
        (async function* () {
          yield { title: 'good' };
          yield { title: 'x'.repeat(41) };
        })(),
      ),
    );
    expect(error.code).toBe(Code.InvalidArgument);
    expect(read).toEqual(['good']);
  });

  it.each([
    ['a good request id', 'request-12345', 'request-12345'],
    ['one that is too short', 'x', undefined],
    ['one that would forge a header', 'a'.repeat(129), undefined],
    ['one with a space', 'request 12345', undefined],
  ])('takes over %s, or makes one', async (_name, sent, kept) => {
    const chain = observeChain({ definition: definition() });
    let id = '';
    await createClient(
      ProbeService,
      chain.transport({ headers: { 'x-request-id': sent } }),
    ).read(
      {},
      { onHeader: headers => (id = headers.get('x-request-id') ?? '') },
    );
    expect(id).toMatch(kept === undefined ? /^[0-9a-f-]{36}$/ : kept);
    expect(chain.scopes[0]?.requestId).toBe(id);
  });

  it('goes on in the trace of its caller', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const chain = observeChain({ definition: definition() });
    await createClient(
      ProbeService,
      chain.transport({
        headers: { traceparent: `00-${trace}-b7ad6b7169203331-00` },
      }),
    ).read({});
    expect(chain.logText()).toContain(trace);
  });

  it('shows no sensitive value in its log, whatever name or text it stands under', async () => {
    const planted = {
      email: 'planted@example.com',
      aliases: ['planted-alias'],
      contact: { case: 'phone' as const, value: 'planted-phone' },
    };
    const chain = observeChain({
      definition: definition({
        fail: (request, call) => {
          call.log.info(`mail to ${request.email}`, {
            request,
            copied: request.email,
            list: [request.aliases],
            contact: request.contact,
            salary: request.salary?.amount,
            number: 987_654,
          });
          throw new Error(`no mailbox ${request.email}`, {
            cause: new Error(`at ${request.aliases[0]}`),
          });
        },
      }),
    });
    const client = createClient(ProbeService, chain.transport());
    const error = await failure(
      client.fail({
        ...planted,
        salary: { currencyCode: 'EUR', amount: '987654' },
      }),
    );
    expect(error.rawMessage).toBe('internal error');
    expect(chain.logText()).toContain('mail to [redacted]');
    expect(chain.logText()).toContain('no mailbox [redacted]');
    expect(chain.logText()).not.toMatch(/planted|987654/);
  });
});
