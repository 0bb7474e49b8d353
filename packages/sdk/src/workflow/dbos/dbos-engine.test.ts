import { z } from 'zod';

import {
  fulfilOrder,
  type OrderActivities,
  recordingActivities,
} from '../fixtures/fulfil-order.js';
import {
  type ActivityContext,
  type AnyWorkflow,
  type Approver,
  CompensationFailedError,
  DecisionRefusedError,
  defineWorkflow,
  type Flow,
  InstanceConflictError,
  InstanceEndedError,
  InstanceNotFoundError,
  type InstanceState,
  InvalidPayloadError,
  type JsonValue,
  PermanentFailure,
  type WorkflowEngine,
} from '../index.js';
import { replay } from '../testing/index.js';
import {
  type EngineServer,
  startEngineServer,
} from './fixtures/engine-database.js';
import { migrateDbosDatabase, startDbosEngine } from './index.js';

const scope = { tenantId: 'acme', organizationId: 'north' };
const shipped = { name: 'shipped', payload: { carrier: 'post' } };

let server: EngineServer;
let engine: WorkflowEngine | undefined;

beforeAll(async () => {
  server = await startEngineServer();
}, 90_000);
afterEach(async () => {
  await engine?.shutdown({ drainMs: 0 });
  engine = undefined;
});
afterAll(async () => {
  await server.close();
});

interface Setting {
  readonly activities?: Partial<OrderActivities>;
  readonly workflows?: readonly AnyWorkflow<OrderActivities>[];
  readonly databaseUrl?: string;
  readonly executorId?: string;
  readonly problems?: string[];
}

async function start(setting: Setting = {}): Promise<WorkflowEngine> {
  engine = await startDbosEngine({
    database: { url: setting.databaseUrl ?? (await server.newDatabase()) },
    migrate: true,
    executorId: setting.executorId ?? 'one',
    pollMs: 500,
    workflows: setting.workflows ?? [fulfilOrder],
    activities: { ...recordingActivities(), ...setting.activities },
    log: {
      warn: () => undefined,
      error: message => setting.problems?.push(message),
    },
  });
  return engine;
}

async function waitingFor(
  running: WorkflowEngine,
  instanceId: string,
  name: string,
): Promise<InstanceState> {
  for (;;) {
    const state = await running.query({ ...scope, instanceId });
    if (state.status !== 'running' || state.waits.some(w => w.name === name)) {
      return state;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function order(key: string, input: Partial<{ approve: boolean }> = {}) {
  return {
    ...scope,
    workflow: fulfilOrder,
    key,
    input: { orderId: key, ...input },
    actor: 'requester',
  };
}

it('runs a process to its end, and its history replays', async () => {
  const calls: string[] = [];
  const running = await start({ activities: recordingActivities(calls) });
  const { instanceId, created } = await running.start(
    order('o1', { approve: true }),
  );
  expect(created).toBe(true);
  const waiting = await waitingFor(running, instanceId, 'release-goods');
  expect(waiting).toMatchObject({
    status: 'running',
    waits: [
      {
        kind: 'approval',
        position: '1',
        roles: ['admin', 'contributor'],
        requestedBy: 'requester',
      },
    ],
  });
  await running.decide({
    instanceId,
    approval: 'release-goods',
    approver: { ...scope, subject: 'ann', roles: ['admin'] },
    approved: true,
  });
  // Before the process asks for it.
  await running.signal({ ...scope, instanceId, ...shipped });
  const result = await running.result(fulfilOrder, { ...scope, instanceId });
  expect(result).toMatchObject({
    carrier: 'post',
    notes: ['mail,mail-again', 'sms,sms-again'],
    parcel: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect([...calls].sort()).toEqual([
    'charge o1',
    'notify o1 mail',
    'notify o1 mail-again',
    'notify o1 sms',
    'notify o1 sms-again',
    'reserve o1',
  ]);
  expect(await running.query({ ...scope, instanceId })).toEqual({
    instanceId,
    workflow: 'fulfil-order',
    version: 1,
    status: 'completed',
    result,
  });
  const history = await running.history({ ...scope, instanceId });
  expect(
    history.operations.map(({ position, kind }) => `${position} ${kind}`),
  ).toEqual([
    '0 step',
    '1 approval',
    '2 now',
    '3 step',
    '4 sleep',
    '5 parallel',
    '5.0.0 step',
    '5.0.1 sleep',
    '5.0.2 step',
    '5.1.0 step',
    '5.1.1 sleep',
    '5.1.2 step',
    '6 signal',
    '7 uuid',
  ]);
  const input = { orderId: 'o1', approve: true };
  expect(await replay(fulfilOrder, input, history)).toEqual({
    operations: 14,
    complete: true,
  });
  const changed = defineWorkflow({
    ...fulfilOrder,
    input: z.object({ orderId: z.string() }),
    branches: [...fulfilOrder.branches.values()],
    run: async (flow: Flow<OrderActivities>, { orderId }) =>
      flow.step('reserve', { orderId, items: Math.random() }),
  });
  await expect(replay(changed, input, history)).rejects.toMatchObject({
    code: 'non-determinism',
    position: '0',
  });
  expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap');
});

/** Starts a workflow of its own and waits for its end. */
async function run(
  running: WorkflowEngine,
  workflow: AnyWorkflow<OrderActivities>,
  key = 'k',
): Promise<InstanceState> {
  const { instanceId } = await running.start({
    ...scope,
    workflow: workflow as AnyWorkflow,
    key,
    input: null as never,
    actor: 'requester',
  });
  await running
    .result(workflow as AnyWorkflow, { ...scope, instanceId })
    .catch(() => undefined);
  return running.query({ ...scope, instanceId });
}

function small(
  code: (flow: Flow<OrderActivities>) => Promise<unknown>,
  { name = 'small', version = 1 } = {},
) {
  return defineWorkflow({ name, version, input: z.null(), run: code });
}

const reserve = { orderId: 'o', items: 1 };

describe('a step', () => {
  it('is tried again, with one key, until it succeeds', async () => {
    const seen: ActivityContext[] = [];
    const workflow = small(flow =>
      flow.step('reserve', reserve, {
        maxAttempts: 3,
        backoff: { first: { milliseconds: 10 } },
      }),
    );
    const running = await start({
      workflows: [workflow],
      activities: {
        reserve: async (_, context) => {
          seen.push(context);
          if (context.attempt < 3) throw new Error('not yet');
          return { holdId: 'h' };
        },
      },
    });
    expect(await run(running, workflow)).toMatchObject({
      status: 'completed',
      result: { holdId: 'h' },
    });
    expect(seen.map(one => one.attempt)).toEqual([1, 2, 3]);
    expect(new Set(seen.map(one => one.idempotencyKey)).size).toBe(1);
    expect(seen[0]).toMatchObject({
      ...scope,
      instanceId: 'acme:north:small:k',
      stepId: '0',
      actor: 'requester',
    });
  });

  it.each<[string, OrderActivities['reserve'], RegExp]>([
    [
      'fails for good',
      async () => {
        throw new PermanentFailure('sold out');
      },
      /after 1 attempt: sold out$/,
    ],
    [
      'does not answer in time',
      () => new Promise(() => undefined),
      /after 2 attempts: no answer within 50 ms$/,
    ],
    [
      'gives what cannot be stored',
      async () => ({ holdId: new Date() as unknown as string }),
      /holdId is a Date/,
    ],
  ])('%s', async (_, activity, message) => {
    const workflow = small(flow =>
      flow.step('reserve', reserve, {
        maxAttempts: 2,
        backoff: { first: { milliseconds: 1 } },
        timeout: { milliseconds: 50 },
      }),
    );
    const running = await start({
      workflows: [workflow],
      activities: { reserve: activity },
    });
    expect(await run(running, workflow)).toMatchObject({
      status: 'failed',
      failure: {
        code: 'step-failed',
        name: 'reserve',
        message: expect.stringMatching(message),
      },
    });
  });
});

describe('a wait', () => {
  const numbers = small(async flow => {
    const options = { timeout: { seconds: 20 }, schema: z.number() };
    return [await flow.signal('n', options), await flow.signal('n', options)];
  });

  it('takes messages before and after it began, each once and in order', async () => {
    const running = await start({ workflows: [numbers] });
    const { instanceId } = await running.start({
      ...scope,
      workflow: numbers,
      key: 'k',
      input: null,
      actor: 'a',
    });
    const send = (payload: number, messageId: string) =>
      running.signal({ ...scope, instanceId, name: 'n', payload, messageId });
    await waitingFor(running, instanceId, 'n');
    await send(1, 'first');
    await send(1, 'first');
    await send(2, 'second');
    expect(await running.result(numbers, { ...scope, instanceId })).toEqual([
      1, 2,
    ]);
    await expect(send(3, 'third')).rejects.toThrow(InstanceEndedError);
  });

  it('gives back exactly what was sent', async () => {
    const echo = small(async flow => {
      const options = { timeout: { seconds: 20 }, schema: z.json() };
      return [await flow.signal('n', options), await flow.signal('n', options)];
    });
    const running = await start({ workflows: [echo] });
    const { instanceId } = await running.start({
      ...scope,
      workflow: echo,
      key: "key'; DROP SCHEMA dbos; -- \u{1f600}",
      input: null,
      actor: 'a',
    });
    const payloads: JsonValue[] = [
      {
        json: { meta: { values: ['undefined'] } },
        text: `'; DROP TABLE x; -- "\\u0000" \\ {{x}} \u2028 \u{1f600}`,
        constructor: { prototype: 1 },
        dbosErrorCode: 26,
        nested: [[[{ '': null }]], -1.5e-300, 9007199254740991, true],
      },
      { long: 'x'.repeat(200_000) },
    ];
    for (const payload of payloads) {
      await running.signal({ ...scope, instanceId, name: 'n', payload });
    }
    expect(await running.result(echo, { ...scope, instanceId })).toEqual(
      payloads,
    );
  });

  it('ends at its timeout', async () => {
    const impatient = small(async flow => {
      await flow.sleep('first', { milliseconds: 100 });
      return flow.signal('n', {
        timeout: { milliseconds: 100 },
        schema: z.number(),
      });
    });
    const running = await start({ workflows: [impatient] });
    const before = Date.now();
    expect(await run(running, impatient)).toMatchObject({
      status: 'failed',
      failure: { code: 'wait-timed-out', name: 'n' },
    });
    expect(Date.now() - before).toBeGreaterThanOrEqual(200);
    const history = await running.history({
      ...scope,
      instanceId: 'acme:north:small:k',
    });
    expect((await replay(impatient, null, history)).complete).toBe(true);
  });

  it('lets only the right person decide, and only while it is asked', async () => {
    const twice = small(async flow => {
      const options = { roles: ['admin'], timeout: { minutes: 1 } };
      const first = await flow.approval('go', options);
      const second = await flow.approval('go', {
        ...options,
        requestedBy: 'zoe',
      });
      return [first.approved, second.approved];
    });
    const running = await start({ workflows: [twice] });
    const { instanceId } = await running.start({
      ...scope,
      workflow: twice,
      key: 'k',
      input: null,
      actor: 'requester',
    });
    const decide = (
      subject: string,
      position: string,
      approver: Partial<Approver> = {},
    ) =>
      running.decide({
        instanceId,
        approval: 'go',
        position,
        approver: { ...scope, subject, roles: ['admin'], ...approver },
        approved: position === '0',
      });
    await waitingFor(running, instanceId, 'go');
    for (const [attempt, reason] of [
      [() => decide('ann', '0', { roles: ['viewer'] }), 'missing-role'],
      [() => decide('requester', '0'), 'self-approval'],
      [() => decide('ann', '1'), 'nobody waits for it'],
    ] as const) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'decision-refused',
        reason,
      });
    }
    for (const elsewhere of [
      { tenantId: 'evil' },
      { organizationId: 'south' },
    ]) {
      await expect(decide('ann', '0', elsewhere)).rejects.toThrow(
        InstanceNotFoundError,
      );
    }
    await expect(
      running.decide({
        instanceId,
        approval: 'go',
        approver: { ...scope, subject: 'ann', roles: ['admin'] },
        approved: true,
        comment: 'x'.repeat(5_000),
      }),
    ).rejects.toThrow(InvalidPayloadError);
    await decide('ann', '0');
    for (;;) {
      const state = await running.query({ ...scope, instanceId });
      if (state.status !== 'running' || state.waits[0]?.position === '1') break;
    }
    // A second click must not answer the second question.
    await expect(decide('ann', '0')).rejects.toThrow(DecisionRefusedError);
    await expect(decide('zoe', '1')).rejects.toMatchObject({
      reason: 'self-approval',
    });
    // Who started it may decide what is somebody else's request.
    await decide('requester', '1');
    expect(await running.result(twice, { ...scope, instanceId })).toEqual([
      true,
      false,
    ]);
    await expect(decide('ann', '1')).rejects.toThrow(InstanceEndedError);
  });

  it('may be in a branch', async () => {
    const { approvals, ask } = await import('../fixtures/ask-everybody.js');
    const running = await start({ workflows: [approvals] });
    const { instanceId } = await running.start({
      ...scope,
      workflow: approvals,
      key: 'k',
      input: null,
      actor: 'requester',
    });
    for (const [role, approved] of [
      ['contributor', false],
      ['admin', true],
    ] as const) {
      const state = await waitingFor(
        running,
        instanceId,
        `${ask.name}-${role}`,
      );
      expect(state.status).toBe('running');
      await running.decide({
        instanceId,
        approval: `${ask.name}-${role}`,
        approver: { ...scope, subject: 'ann', roles: [role] },
        approved,
      });
    }
    expect(await running.result(approvals, { ...scope, instanceId })).toEqual([
      true,
      false,
    ]);
  });
});

describe('when something fails', () => {
  const broken: Partial<OrderActivities> = {
    notify: async () => {
      throw new PermanentFailure('no such address');
    },
  };

  it('undoes what was done, last first', async () => {
    const calls: string[] = [];
    const problems: string[] = [];
    const running = await start({
      activities: { ...recordingActivities(calls), ...broken },
      problems,
    });
    const { instanceId } = await running.start(order('o1'));
    await expect(
      running.result(fulfilOrder, { ...scope, instanceId }),
    ).rejects.toMatchObject({ code: 'branch-failed', branch: 'notify' });
    expect(calls.slice(2)).toEqual(['refund charge-o1', 'release hold-o1']);
    const history = await running.history({ ...scope, instanceId });
    const report = await replay(fulfilOrder, { orderId: 'o1' }, history);
    expect(report.complete).toBe(true);
    // A failed instance is an outcome, not an engine's trouble.
    expect(problems).toEqual([]);
  });

  it('says what could not be undone', async () => {
    const calls: string[] = [];
    const running = await start({
      activities: {
        ...recordingActivities(calls),
        ...broken,
        refund: async () => {
          throw new PermanentFailure('till closed');
        },
      },
    });
    const { instanceId } = await running.start(order('o1'));
    const error: unknown = await running
      .result(fulfilOrder, { ...scope, instanceId })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CompensationFailedError);
    expect(error).toMatchObject({ notUndone: [{ name: 'refund' }] });
    expect(calls.slice(2)).toEqual(['release hold-o1']);
  });
});

describe('starting', () => {
  it('twice is starting once', async () => {
    const calls: string[] = [];
    const running = await start({ activities: recordingActivities(calls) });
    const started = await Promise.all(
      Array.from({ length: 8 }, () => running.start(order('o1'))),
    );
    expect(started.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(started.map(({ instanceId }) => instanceId)).size).toBe(1);
    const instanceId = started[0]?.instanceId ?? '';
    await running.signal({ ...scope, instanceId, ...shipped });
    await running.result(fulfilOrder, { ...scope, instanceId });
    expect(await running.start(order('o1'))).toEqual({
      instanceId,
      created: false,
      version: 1,
    });
    expect(calls.filter(call => call.startsWith('reserve'))).toHaveLength(1);
    await expect(running.start(order('o1', { approve: true }))).rejects.toThrow(
      InstanceConflictError,
    );
  });

  it('keeps tenants and organisations apart', async () => {
    const running = await start();
    const scopes = [
      scope,
      { tenantId: 'acme', organizationId: 'south' },
      { tenantId: 'acme:north', organizationId: 'north' },
    ];
    const ids: string[] = [];
    for (const own of scopes) {
      const { instanceId } = await running.start({ ...order('o1'), ...own });
      await running.signal({ ...own, instanceId, ...shipped });
      await running.result(fulfilOrder, { ...own, instanceId });
      ids.push(instanceId);
    }
    expect(new Set(ids).size).toBe(3);
    for (const instanceId of ids.slice(1)) {
      const foreign = { ...scope, instanceId };
      for (const call of [
        running.query(foreign),
        running.cancel(foreign),
        running.history(foreign),
        running.result(fulfilOrder, foreign),
        running.signal({ ...foreign, ...shipped }),
      ]) {
        await expect(call).rejects.toThrow(InstanceNotFoundError);
      }
    }
    await expect(
      running.query({ ...scope, instanceId: "x' OR 1=1" }),
    ).rejects.toThrow(InstanceNotFoundError);
  });

  it('refuses an input that does not fit', async () => {
    const running = await start();
    await expect(
      running.start({ ...order('o1'), input: { orderId: 7 as never } }),
    ).rejects.toThrow(InvalidPayloadError);
  });
});

describe('cancelling', () => {
  it('stops a waiting instance, and undoes nothing', async () => {
    const calls: string[] = [];
    const running = await start({ activities: recordingActivities(calls) });
    const { instanceId } = await running.start(order('o1', { approve: true }));
    await waitingFor(running, instanceId, 'release-goods');
    await running.cancel({ ...scope, instanceId });
    await running.cancel({ ...scope, instanceId });
    expect(await running.query({ ...scope, instanceId })).toMatchObject({
      status: 'cancelled',
    });
    await expect(
      running.result(fulfilOrder, { ...scope, instanceId }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls).toEqual(['reserve o1']);
  });

  it('tells a running activity, and the branches', async () => {
    const aborted: string[] = [];
    const running = await start({
      activities: {
        notify: ({ channel }, { signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              aborted.push(channel);
              reject(new Error('aborted'));
            });
          }),
      },
    });
    const { instanceId } = await running.start(order('o1'));
    await new Promise(resolve => setTimeout(resolve, 500));
    await running.cancel({ ...scope, instanceId });
    for (let waited = 0; aborted.length < 2 && waited < 100; waited += 1) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(aborted.sort()).toEqual(['mail', 'sms']);
    expect(await running.query({ ...scope, instanceId })).toMatchObject({
      status: 'cancelled',
    });
  });
});

describe('a restart', () => {
  it('takes up what waits, sleeps and works', async () => {
    const databaseUrl = await server.newDatabase();
    const calls: string[] = [];
    const sleepy = small(
      async flow => {
        await flow.sleep('night', { milliseconds: 1_500 });
        await flow.step('reserve', reserve);
        return flow.now();
      },
      { name: 'sleepy' },
    );
    const workflows = [fulfilOrder, sleepy];
    let release = (): void => undefined;
    const first = await start({
      databaseUrl,
      workflows,
      activities: {
        ...recordingActivities(calls),
        charge: async ({ orderId }) => {
          calls.push(`charge ${orderId}`);
          await new Promise<void>(resolve => {
            release = resolve;
          });
          return { chargeId: `charge-${orderId}` };
        },
      },
    });
    const waiting = await first.start(order('waits', { approve: true }));
    const working = await first.start(order('works'));
    const begun = Date.now();
    const asleep = await first.start({
      ...scope,
      workflow: sleepy,
      key: 'k',
      input: null,
      actor: 'a',
    });
    await waitingFor(first, waiting.instanceId, 'release-goods');
    expect(await waitingFor(first, asleep.instanceId, 'night')).toMatchObject({
      waits: [{ kind: 'sleep', name: 'night' }],
    });
    const partial = await first.history({ ...scope, ...waiting });
    expect(
      await replay(fulfilOrder, { orderId: 'waits', approve: true }, partial),
    ).toEqual({ operations: 2, complete: false });
    // The charge is under way, and gets the time to end.
    setTimeout(() => release(), 200);
    await first.shutdown();

    const second = await start({
      databaseUrl,
      workflows,
      activities: recordingActivities(calls),
    });
    await waitingFor(second, waiting.instanceId, 'release-goods');
    await second.decide({
      instanceId: waiting.instanceId,
      approval: 'release-goods',
      approver: { ...scope, subject: 'ann', roles: ['admin'] },
      approved: true,
    });
    for (const { instanceId } of [waiting, working]) {
      await second.signal({ ...scope, instanceId, ...shipped });
      await second.result(fulfilOrder, { ...scope, instanceId });
    }
    const woken = await second.result(sleepy, { ...scope, ...asleep });
    expect(Number(woken) - begun).toBeGreaterThanOrEqual(1_500);
    expect(calls.filter(call => /^(reserve|charge)/.test(call)).sort()).toEqual(
      [
        'charge waits',
        'charge works',
        'reserve o',
        'reserve waits',
        'reserve works',
      ],
    );
  }, 40_000);

  it('keeps an instance on its version, and refuses to start without it', async () => {
    const databaseUrl = await server.newDatabase();
    const versions = [1, 2].map(version =>
      small(
        async flow => {
          await flow.signal('go', {
            timeout: { minutes: 1 },
            schema: z.null(),
          });
          return version;
        },
        { version },
      ),
    );
    const [one, two] = versions as [(typeof versions)[0], (typeof versions)[0]];
    const request = { ...scope, key: 'k', input: null, actor: 'a' };
    const first = await start({ databaseUrl, workflows: [one] });
    const { instanceId } = await first.start({ ...request, workflow: one });
    await first.shutdown();

    await expect(start({ databaseUrl, workflows: [two] })).rejects.toThrow(
      /not given: small@1 \(1\)/,
    );
    const second = await start({ databaseUrl, workflows: [two, one] });
    expect(await second.start({ ...request, workflow: two })).toEqual({
      instanceId,
      created: false,
      version: 1,
    });
    const other = await second.start({ ...request, key: 'l', workflow: two });
    const results = [];
    for (const id of [instanceId, other.instanceId]) {
      await second.signal({
        ...scope,
        instanceId: id,
        name: 'go',
        payload: null,
      });
      results.push(await second.result(two, { ...scope, instanceId: id }));
    }
    expect(results).toEqual([1, 2]);
  }, 40_000);

  it('leaves the instances of other executors to them, and can reach them', async () => {
    const databaseUrl = await server.newDatabase();
    const calls: string[] = [];
    const activities = recordingActivities(calls);
    const one = await start({ databaseUrl, activities });
    const { instanceId } = await one.start(order('o1', { approve: true }));
    await waitingFor(one, instanceId, 'release-goods');
    await one.shutdown();

    const two = await start({ databaseUrl, executorId: 'two', activities });
    // Longer than DBOS needs to take up what it may.
    await new Promise(resolve => setTimeout(resolve, 1_500));
    await two.decide({
      instanceId,
      approval: 'release-goods',
      approver: { ...scope, subject: 'ann', roles: ['admin'] },
      approved: true,
    });
    await two.signal({ ...scope, instanceId, ...shipped });
    expect(await two.start(order('o1', { approve: true }))).toMatchObject({
      created: false,
    });
    expect(await two.query({ ...scope, instanceId })).toMatchObject({
      status: 'running',
    });
    await two.shutdown();
    expect(calls).toEqual(['reserve o1']);

    const again = await start({ databaseUrl, activities });
    await again.result(fulfilOrder, { ...scope, instanceId });
    expect(calls.filter(call => call === 'reserve o1')).toHaveLength(1);
  }, 40_000);

  it('with code that no longer fits leaves the instance standing, to go on with the right code', async () => {
    const databaseUrl = await server.newDatabase();
    const code = (items: number) =>
      small(async flow => {
        await flow.step('reserve', { orderId: 'o', items });
        return flow.signal('go', {
          timeout: { minutes: 1 },
          schema: z.string(),
        });
      });
    const right = code(1);
    const first = await start({ databaseUrl, workflows: [right] });
    const { instanceId } = await first.start({
      ...scope,
      workflow: right,
      key: 'k',
      input: null,
      actor: 'a',
    });
    await waitingFor(first, instanceId, 'go');
    await first.shutdown();

    const problems: string[] = [];
    const second = await start({ databaseUrl, workflows: [code(2)], problems });
    for (let waited = 0; problems.length === 0 && waited < 200; waited += 1) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect(problems.join()).toMatch(/Operation 0 differs.*step reserve/);
    expect(await second.query({ ...scope, instanceId })).toMatchObject({
      status: 'running',
      problem: expect.stringMatching(/Operation 0 differs/),
    });
    await second.shutdown();

    const third = await start({ databaseUrl, workflows: [right] });
    await third.signal({ ...scope, instanceId, name: 'go', payload: 'on' });
    expect(await third.result(right, { ...scope, instanceId })).toBe('on');
  }, 40_000);
});

it('refuses a second engine, and an empty executor id', async () => {
  await start();
  await expect(
    startDbosEngine({
      database: { url: await server.newDatabase() },
      executorId: 'two',
      workflows: [],
      activities: {},
    }),
  ).rejects.toThrow(/has an engine already/);
  await expect(
    startDbosEngine({
      database: { url: await server.newDatabase() },
      executorId: '',
      workflows: [],
      activities: {},
    }),
  ).rejects.toThrow(/executorId is empty/);
});

describe('the database', () => {
  it('needs an owner for its tables only; the engine runs with less', async () => {
    const owner = await server.newDatabase();
    const role = `engine_${new URL(owner).pathname.slice(-6)}`;
    await server.query(owner, `CREATE ROLE ${role} LOGIN PASSWORD 'test'`);
    const app = new URL(owner);
    app.username = role;
    app.password = 'test';
    const starting = {
      database: { url: app.href },
      executorId: 'one',
      workflows: [fulfilOrder],
      activities: recordingActivities(),
      pollMs: 500,
    };
    await expect(startDbosEngine(starting)).rejects.toThrow();

    await migrateDbosDatabase({
      database: { url: owner },
      applicationRole: role,
    });
    engine = await startDbosEngine(starting);
    const { instanceId } = await engine.start(order('o1'));
    await engine.signal({ ...scope, instanceId, ...shipped });
    await engine.result(fulfilOrder, { ...scope, instanceId });
    await expect(
      server.query(app.href, 'CREATE TABLE dbos.mine (id int)'),
    ).rejects.toThrow(/permission denied/);
  });

  it.each([
    ['with settings that would weaken TLS', '?sslmode=disable'],
    ['that is none', 'x'],
  ])('refuses an address %s', async (_, end) => {
    const url = end === 'x' ? 'x' : `${await server.newDatabase()}${end}`;
    await expect(
      startDbosEngine({
        database: { url },
        executorId: 'one',
        workflows: [],
        activities: {},
      }),
    ).rejects.toThrow(/database\.databases\.engine\.url/);
    // And leaves the process free for another attempt.
    await start();
  });
});
