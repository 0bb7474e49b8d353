import { Code, ConnectError } from '@connectrpc/connect';
import { z } from 'zod';

import {
  fulfilOrder,
  type OrderActivities,
  recordingActivities,
} from '../fixtures/fulfil-order.js';
import {
  type ActivityContext,
  CompensationFailedError,
  defineActivities,
  defineWorkflow,
  type Flow,
  MisusedFlowError,
  PermanentFailure,
  StepFailedError,
  WaitTimedOutError,
  withCompensation,
} from '../index.js';
import { playWorkflow, ScriptError } from '../testing/index.js';

const shipped = { name: 'shipped', payload: { carrier: 'post' } };
const none = defineActivities({});

it('runs a process through every operation', async () => {
  const calls: string[] = [];
  const play = await playWorkflow(fulfilOrder, {
    input: { orderId: 'o1', approve: true },
    activities: recordingActivities(calls),
    decisions: [
      { approval: 'release-goods', approved: true, after: { days: 1 } },
    ],
    signals: [{ ...shipped, after: { days: 2 } }],
  });
  expect(play).toMatchObject({
    status: 'completed',
    result: {
      orderId: 'o1',
      carrier: 'post',
      notes: ['mail,mail-again', 'sms,sms-again'],
      parcel: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8/),
    },
  });
  expect(play.endedAt).toEqual(new Date(Date.UTC(2026, 0, 3)));
  expect(calls).toEqual([
    'reserve o1',
    'charge o1',
    'notify o1 mail',
    'notify o1 mail-again',
    'notify o1 sms',
    'notify o1 sms-again',
  ]);
  expect(
    play.history.operations.map(
      ({ position, kind, name }) => `${position} ${kind} ${name}`,
    ),
  ).toEqual([
    '0 step reserve',
    '1 approval release-goods',
    '2 now now',
    '3 step charge',
    '4 sleep settle',
    '5 parallel parallel',
    '5.0.0 step notify',
    '5.0.1 sleep calm',
    '5.0.2 step notify',
    '5.1.0 step notify',
    '5.1.1 sleep calm',
    '5.1.2 step notify',
    '6 signal shipped',
    '7 uuid uuid',
  ]);
});

describe('a wait', () => {
  it('ends with a rejection, and the process undoes what it did', async () => {
    const calls: string[] = [];
    const play = await playWorkflow(fulfilOrder, {
      input: { orderId: 'o1', approve: true },
      activities: recordingActivities(calls),
      decisions: [{ approval: 'release-goods', approved: false, by: 'ann' }],
    });
    expect(play.status === 'failed' && play.error.message).toBe(
      'ann rejected the order',
    );
    expect(calls).toEqual(['reserve o1', 'release hold-o1']);
  });

  it('ends at its timeout', async () => {
    const play = await playWorkflow(fulfilOrder, {
      input: { orderId: 'o1' },
      activities: recordingActivities(),
      signals: [{ ...shipped, after: { days: 8 } }],
    });
    expect(play.status === 'failed' && play.error).toBeInstanceOf(
      WaitTimedOutError,
    );
  });

  it('tells the author of a script that it is not answered', async () => {
    await expect(
      playWorkflow(fulfilOrder, {
        input: { orderId: 'o1' },
        activities: recordingActivities(),
      }),
    ).rejects.toThrow(ScriptError);
  });

  it.each([
    [{ by: 'requester' }, 'self-approval'],
    [{ roles: ['viewer'] }, 'missing-role'],
  ])('is not answered by %j', async (who, reason) => {
    await expect(
      playWorkflow(fulfilOrder, {
        input: { orderId: 'o1', approve: true },
        activities: recordingActivities(),
        decisions: [{ approval: 'release-goods', approved: true, ...who }],
      }),
    ).rejects.toThrow(reason);
  });

  it('takes messages one by one, in their order, and those of other names not at all', async () => {
    const collect = defineWorkflow({
      name: 'collect',
      version: 1,
      input: z.null(),
      run: async flow => {
        const options = { timeout: { hours: 1 }, schema: z.number() };
        return [
          await flow.signal('b', options),
          await flow.signal('a', options),
          await flow.signal('a', options),
        ];
      },
    });
    const play = await playWorkflow(collect, {
      input: null,
      activities: none,
      signals: [
        { name: 'a', payload: 2, after: { minutes: 2 } },
        { name: 'a', payload: 1 },
        { name: 'b', payload: 3, after: { minutes: 1 } },
      ],
    });
    expect(play).toMatchObject({ status: 'completed', result: [3, 1, 2] });
  });

  it('refuses a message that does not have the declared shape', async () => {
    const play = await playWorkflow(fulfilOrder, {
      input: { orderId: 'o1' },
      activities: recordingActivities(),
      signals: [{ name: 'shipped', payload: { carrier: 7 } }],
    });
    expect(play).toMatchObject({
      status: 'failed',
      error: { code: 'invalid-payload' },
    });
  });
});

describe('a step', () => {
  const attempts = defineWorkflow({
    name: 'attempts',
    version: 1,
    input: z.null(),
    run: async (
      flow: Flow<{ try: (i: null, c: ActivityContext) => Promise<number> }>,
    ) =>
      flow.step('try', null, {
        maxAttempts: 4,
        backoff: { first: { seconds: 10 }, factor: 3, longest: { minutes: 1 } },
        timeout: { milliseconds: 20 },
      }),
  });

  async function play(activity: (context: ActivityContext) => Promise<number>) {
    const seen: ActivityContext[] = [];
    const played = await playWorkflow(attempts, {
      input: null,
      activities: {
        try: async (_: null, context: ActivityContext) => {
          seen.push(context);
          return activity(context);
        },
      },
    });
    return { played, seen };
  }

  it('is tried again after longer and longer pauses, always with one key', async () => {
    const { played, seen } = await play(async ({ attempt }) => {
      if (attempt < 4) throw new Error('not yet');
      return attempt;
    });
    expect(played).toMatchObject({ status: 'completed', result: 4 });
    expect(played.endedAt.getTime() - Date.UTC(2026, 0, 1)).toBe(
      (10 + 30 + 60) * 1_000,
    );
    expect(new Set(seen.map(one => one.idempotencyKey)).size).toBe(1);
    expect(seen[0]).toMatchObject({
      tenantId: 'tenant-1',
      organizationId: 'organisation-1',
      instanceId: 'tenant-1:organisation-1:attempts:1',
      stepId: '0',
      attempt: 1,
      actor: 'requester',
    });
  });

  it('fails when all attempts have', async () => {
    const { played, seen } = await play(async () => {
      throw new Error('down');
    });
    expect(seen).toHaveLength(4);
    expect(played.status === 'failed' && played.error).toBeInstanceOf(
      StepFailedError,
    );
    expect(played).toMatchObject({
      error: {
        step: 'try',
        attempts: 4,
        message: 'Step try failed after 4 attempts: down',
      },
    });
  });

  it.each([
    ['it says so', new PermanentFailure('never')],
    [
      'a service would say the same again',
      new ConnectError('no', Code.InvalidArgument),
    ],
  ])('is not tried again when %s', async (_, error) => {
    const { played, seen } = await play(async () => {
      throw error;
    });
    expect(seen).toHaveLength(1);
    expect(played).toMatchObject({ error: { attempts: 1 } });
  });

  it('has a time limit, and its activity is told', async () => {
    let aborted = 0;
    const { played } = await play(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => (aborted += 1));
        }),
    );
    expect(aborted).toBe(4);
    expect(played).toMatchObject({
      error: { message: expect.stringMatching(/no answer within 20 ms$/) },
    });
  });

  it('fails when its result is not JSON', async () => {
    const { played } = await play(async () => NaN);
    expect(played).toMatchObject({
      error: { attempts: 1, message: expect.stringMatching(/is NaN/) },
    });
  });
});

describe('compensation', () => {
  const broken = (
    calls: string[],
    undo: 'works' | 'fails',
  ): OrderActivities => ({
    ...recordingActivities(calls),
    notify: async () => {
      throw new PermanentFailure('no such address');
    },
    ...(undo === 'fails' && {
      refund: async () => {
        throw new PermanentFailure('till closed');
      },
    }),
  });

  it('runs last first', async () => {
    const calls: string[] = [];
    const play = await playWorkflow(fulfilOrder, {
      input: { orderId: 'o1' },
      activities: broken(calls, 'works'),
    });
    expect(play).toMatchObject({
      status: 'failed',
      error: {
        code: 'branch-failed',
        branch: 'notify',
        cause: { step: 'notify' },
      },
    });
    expect(calls.slice(2)).toEqual(['refund charge-o1', 'release hold-o1']);
  });

  it('goes on when an undo step fails, and says so', async () => {
    const calls: string[] = [];
    const play = await playWorkflow(fulfilOrder, {
      input: { orderId: 'o1' },
      activities: broken(calls, 'fails'),
    });
    expect(calls.slice(2)).toEqual(['release hold-o1']);
    const error = play.status === 'failed' ? play.error : undefined;
    expect(error).toBeInstanceOf(CompensationFailedError);
    expect(error).toMatchObject({
      original: { code: 'branch-failed' },
      notUndone: [
        { name: 'refund', message: expect.stringMatching(/till closed/) },
      ],
    });
  });

  it('does not run when the instance is cancelled', async () => {
    const calls: string[] = [];
    const play = await playWorkflow(fulfilOrder, {
      input: { orderId: 'o1' },
      activities: recordingActivities(calls),
      cancelAfter: { milliseconds: 10 },
    });
    expect(play.status).toBe('cancelled');
    expect(calls).toEqual(['reserve o1', 'charge o1']);
  });
});

describe('code that no engine could repeat', () => {
  const play = async (run: (flow: Flow<OrderActivities>) => Promise<unknown>) =>
    playWorkflow(
      defineWorkflow({ name: 'misuse', version: 1, input: z.null(), run }),
      { input: null, activities: recordingActivities() },
    );
  const reserve = { orderId: 'o', items: 1 };

  it.each<[string, (flow: Flow<OrderActivities>) => Promise<unknown>, RegExp]>([
    [
      'two operations at once',
      flow =>
        Promise.all([
          flow.step('reserve', reserve),
          flow.step('reserve', reserve),
        ]),
      /step reserve was asked for while step reserve is running.*flow\.parallel/,
    ],
    [
      'an operation that nobody awaits',
      async flow => void flow.step('reserve', reserve),
      /ended while step reserve was running/,
    ],
    [
      'an approval that nobody could give',
      flow => flow.approval('a', { roles: [], timeout: { days: 1 } }),
      /without a role/,
    ],
  ])('%s', async (_, run, message) => {
    const played = await play(run);
    expect(played).toMatchObject({
      status: 'failed',
      error: { code: 'misused-flow' },
    });
    expect(played.status === 'failed' && played.error.message).toMatch(message);
    expect(MisusedFlowError).toBeDefined();
  });

  it('cannot hide a cancellation', async () => {
    const stubborn = defineWorkflow({
      name: 'stubborn',
      version: 1,
      input: z.null(),
      run: async (flow: Flow<OrderActivities>) =>
        withCompensation(flow, async () => {
          try {
            await flow.sleep('long', { days: 1 });
          } catch {
            // as if nothing had happened
          }
          return 'done';
        }),
    });
    const played = await playWorkflow(stubborn, {
      input: null,
      activities: recordingActivities(),
      cancelAfter: { hours: 1 },
    });
    expect(played.status).toBe('cancelled');
  });
});
