import fc from 'fast-check';
import { z } from 'zod';

import {
  fulfilOrder,
  notifyBranch,
  type OrderActivities,
  recordingActivities,
} from '../fixtures/fulfil-order.js';
import {
  defineBranch,
  defineWorkflow,
  type BranchFlow,
  type Flow,
  NonDeterminismError,
  type WorkflowHistory,
} from '../index.js';
import { playWorkflow, replay } from '../testing/index.js';

type OrderFlow = Flow<OrderActivities>;

const input = { orderId: 'o1' };

const inform = defineBranch({
  name: 'inform',
  input: z.string(),
  run: async (flow: BranchFlow<OrderActivities>, channel) =>
    flow.step('notify', { orderId: 'o1', channel }),
});

/** The code that a history is of, and its variants. */
function process(run: (flow: OrderFlow) => Promise<unknown>, version = 1) {
  return defineWorkflow({
    name: 'process',
    version,
    input: z.object({ orderId: z.string() }),
    branches: [inform, notifyBranch],
    run,
  });
}

async function asItWas(flow: OrderFlow): Promise<unknown> {
  await flow.step('reserve', { orderId: 'o1', items: 1 });
  await flow.sleep('calm', { hours: 1 });
  await flow.parallel([
    [inform, 'mail'],
    [inform, 'sms'],
  ]);
  await flow.step('charge', { orderId: 'o1', at: await flow.now() });
  return 'done';
}

async function historyOf(
  run: (flow: OrderFlow) => Promise<unknown>,
): Promise<WorkflowHistory> {
  const play = await playWorkflow(process(run), {
    input,
    activities: recordingActivities(),
  });
  // Through JSON, as a file would keep it.
  return JSON.parse(JSON.stringify(play.history)) as WorkflowHistory;
}

async function difference(
  run: (flow: OrderFlow) => Promise<unknown>,
  history?: WorkflowHistory,
): Promise<NonDeterminismError> {
  const error: unknown = await replay(
    process(run),
    input,
    history ?? (await historyOf(asItWas)),
  ).then(
    () => new Error('no difference was found'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NonDeterminismError)) throw error;
  return error;
}

it('accepts the code that made the history, with nothing to call', async () => {
  const { history } = await playWorkflow(fulfilOrder, {
    input: { orderId: 'o1', approve: true },
    activities: recordingActivities(),
    decisions: [{ approval: 'release-goods', approved: true }],
    signals: [{ name: 'shipped', payload: { carrier: 'post' } }],
  });
  expect(
    await replay(fulfilOrder, { orderId: 'o1', approve: true }, history),
  ).toEqual({ operations: 14, complete: true });
});

it('accepts a changed retry policy: it decides nothing', async () => {
  const tuned = process(async flow => {
    await flow.step('reserve', { orderId: 'o1', items: 1 }, { maxAttempts: 9 });
    await flow.sleep('calm', { minutes: 60 });
    await flow.parallel([
      [inform, 'mail'],
      [inform, 'sms'],
    ]);
    await flow.step('charge', { orderId: 'o1', at: await flow.now() });
    return 'done';
  });
  const report = await replay(tuned, input, await historyOf(asItWas));
  expect(report.complete).toBe(true);
});

it('accepts code that changes what it was given', async () => {
  const greedy = defineWorkflow({
    name: 'greedy',
    version: 1,
    input: z.json(),
    run: async (flow: OrderFlow, order) => {
      const own = order as { orderId: string };
      const hold = await flow.step('reserve', {
        orderId: own.orderId,
        items: 1,
      });
      own.orderId = hold.holdId;
      hold.holdId = 'mine';
      return [own.orderId, hold.holdId];
    },
  });
  const { history } = await playWorkflow(greedy, {
    input: { orderId: 'o1' },
    activities: recordingActivities(),
  });
  const report = await replay(greedy, { orderId: 'o1' }, history);
  expect(report.complete).toBe(true);
  expect(JSON.stringify(history.operations)).not.toContain('mine');
});

describe('names the first operation that differs when', () => {
  const reserve = { orderId: 'o1', items: 1 };
  const branches = (flow: OrderFlow) =>
    flow.parallel([
      [inform, 'mail'],
      [inform, 'sms'],
    ]);

  it.each<
    [
      string,
      (flow: OrderFlow) => Promise<unknown>,
      string,
      string | undefined,
      string | undefined,
    ]
  >([
    [
      'two operations change places',
      async flow => {
        await flow.sleep('calm', { hours: 1 });
        await flow.step('reserve', reserve);
      },
      '0',
      'step reserve',
      'sleep calm',
    ],
    [
      'one has another name',
      async flow => {
        await flow.step('reserve', reserve);
        await flow.sleep('rest', { hours: 1 });
      },
      '1',
      'sleep calm',
      'sleep rest',
    ],
    [
      'one has another input',
      async flow => {
        await flow.step('reserve', { ...reserve, items: 2 });
      },
      '0',
      'step reserve',
      'step reserve',
    ],
    [
      'one is missing in the middle',
      async flow => {
        await flow.step('reserve', reserve);
        await branches(flow);
      },
      '1',
      'sleep calm',
      'parallel parallel',
    ],
    [
      'one is missing at the end',
      async flow => {
        await flow.step('reserve', reserve);
        await flow.sleep('calm', { hours: 1 });
        await branches(flow);
        await flow.now();
        return 'done';
      },
      '4',
      'step charge',
      undefined,
    ],
    [
      'there is one more at the end',
      async flow => {
        await asItWas(flow);
        await flow.uuid();
        return 'done';
      },
      '5',
      undefined,
      'uuid uuid',
    ],
    [
      'a branch has another input',
      async flow => {
        await flow.step('reserve', reserve);
        await flow.sleep('calm', { hours: 1 });
        await flow.parallel([
          [inform, 'mail'],
          [inform, 'fax'],
        ]);
      },
      '2',
      'parallel parallel',
      'parallel parallel',
    ],
    [
      'another branch runs',
      async flow => {
        await flow.step('reserve', reserve);
        await flow.sleep('calm', { hours: 1 });
        await flow.parallel([
          [inform, 'mail'],
          [notifyBranch, { orderId: 'o1', channel: 'sms' }],
        ]);
      },
      '2',
      'parallel parallel',
      'parallel parallel',
    ],
    [
      'the result is another',
      async flow => {
        await asItWas(flow);
        return 'finished';
      },
      'result',
      'result completed',
      'result completed',
    ],
    [
      'the code fails where it did not',
      async flow => {
        await asItWas(flow);
        throw new Error('oh');
      },
      'result',
      'result completed',
      'result failed',
    ],
    [
      'the code hides the difference',
      async flow => {
        try {
          await flow.step('charge', { orderId: 'o1', at: 0 });
        } catch {
          // goes on as if nothing had happened
        }
        return 'done';
      },
      '0',
      'step reserve',
      'step charge',
    ],
  ])('%s', async (_, run, position, expected, actual) => {
    const error = await difference(run);
    expect(error.position).toBe(position);
    expect(
      error.expected && `${error.expected.kind} ${error.expected.name}`,
    ).toBe(expected);
    expect(error.actual && `${error.actual.kind} ${error.actual.name}`).toBe(
      actual,
    );
    expect(error.message).toContain(`Operation ${position} differs`);
  });

  it('code within a branch has changed', async () => {
    const history = await historyOf(asItWas);
    const changed = defineBranch({
      name: 'inform',
      input: z.string(),
      run: async (flow: BranchFlow<OrderActivities>, channel) =>
        flow.step('notify', { orderId: 'o2', channel }),
    });
    const definition = defineWorkflow({
      name: 'process',
      version: 1,
      input: z.object({ orderId: z.string() }),
      branches: [changed],
      run: async (flow: OrderFlow) => {
        await flow.step('reserve', reserve);
        await flow.sleep('calm', { hours: 1 });
        await flow.parallel([
          [changed, 'mail'],
          [changed, 'sms'],
        ]);
        await flow.step('charge', { orderId: 'o1', at: await flow.now() });
        return 'done';
      },
    });
    await expect(replay(definition, input, history)).rejects.toMatchObject({
      code: 'non-determinism',
      position: '2.0.0',
    });
  });

  it.each<[string, (flow: OrderFlow) => Promise<unknown>, string]>([
    [
      'the clock',
      flow => flow.step('charge', { orderId: 'o1', at: Date.now() }),
      '0',
    ],
    [
      'randomness',
      flow =>
        flow.step('notify', { orderId: 'o1', channel: String(Math.random()) }),
      '0',
    ],
    [
      'a choice by randomness',
      async flow => {
        await flow.sleep(`calm-${globalThis.process.hrtime.bigint()}`, {
          hours: 1,
        });
      },
      '0',
    ],
    ['a random result', async () => Math.random(), 'result'],
  ])('the code uses %s', async (_, run, position) => {
    const history = await historyOf(run);
    await new Promise(resolve => setTimeout(resolve, 2));
    expect((await difference(run, history)).position).toBe(position);
  });

  it('version, name or input are not those of the history', async () => {
    const history = await historyOf(asItWas);
    for (const [definition, given] of [
      [process(asItWas, 2), input],
      [process(asItWas), { orderId: 'o2' }],
      [fulfilOrder, input],
    ] as const) {
      await expect(replay(definition, given, history)).rejects.toMatchObject({
        position: 'start',
      });
    }
  });
});

describe('the history of a running instance', () => {
  it.each([0, 1, 3, 4, 5, 6])(
    'is followed through its first %i operations',
    async count => {
      const whole = await historyOf(asItWas);
      const { outcome: _, ...rest } = whole;
      const running = { ...rest, operations: whole.operations.slice(0, count) };
      expect(await replay(process(asItWas), input, running)).toEqual({
        operations: count,
        complete: false,
      });
      if (count > 0) {
        const error = await difference(
          flow => flow.sleep('x', { days: 1 }),
          running,
        );
        expect(error.position).toBe('0');
      }
    },
  );

  it('must not go further than the code', async () => {
    const { outcome: _, ...running } = await historyOf(asItWas);
    const error = await difference(async flow => {
      await flow.step('reserve', { orderId: 'o1', items: 1 });
    }, running);
    expect(error.position).toBe('1');
  });
});

it('refuses what is no history', async () => {
  const history = await historyOf(asItWas);
  await expect(
    replay(process(asItWas), input, {
      ...history,
      format: 2,
    } as unknown as WorkflowHistory),
  ).rejects.toThrow(/format/);
});

/** One operation of a random program. */
const operation = fc.record({
  kind: fc.constantFrom('step', 'sleep', 'now', 'uuid', 'parallel'),
  n: fc.nat({ max: 3 }),
});
type Program = readonly { readonly kind: string; readonly n: number }[];

function programmed(program: Program) {
  return process(async flow => {
    for (const { kind, n } of program) {
      switch (kind) {
        case 'step':
          await flow.step('reserve', { orderId: 'o1', items: n });
          break;
        case 'sleep':
          await flow.sleep('calm', { seconds: n });
          break;
        case 'parallel':
          await flow.parallel(
            Array.from({ length: n }, (_, i) => [inform, `c${i}`] as const),
          );
          break;
        case 'now':
          await flow.now();
          break;
        default:
          await flow.uuid();
      }
    }
    return null;
  });
}

/** What can be seen of an operation from outside: `n` says nothing of time and ids. */
function visible(program: Program): string {
  return JSON.stringify(
    program.map(({ kind, n }) =>
      kind === 'now' || kind === 'uuid' ? kind : `${kind} ${n}`,
    ),
  );
}

it('any program replays on its own history, and on that of another it does not', async () => {
  const program = fc.array(operation, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(program, program, async (one, other) => {
      const { history } = await playWorkflow(programmed(one), {
        input,
        activities: recordingActivities(),
      });
      const replayed = await replay(programmed(other), input, history).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(NonDeterminismError);
          return false;
        },
      );
      expect(replayed).toBe(visible(one) === visible(other));
      await replay(programmed(one), input, history);
    }),
  );
});

it('a program with one operation changed does not replay', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.constantFrom('drop', 'double', 'change', 'swap'),
      async (program, at, change) => {
        const index = at % program.length;
        const one = program.slice(index, index + 1);
        const next = program.slice(index + 1, index + 2);
        const middle = {
          drop: [...next],
          double: [...one, ...one, ...next],
          change: [...one.map(o => ({ ...o, n: o.n + 1 })), ...next],
          swap: [...next, ...one],
        }[change];
        const changed = [
          ...program.slice(0, index),
          ...middle,
          ...program.slice(index + 2),
        ];
        fc.pre(visible(changed) !== visible(program));
        const { history } = await playWorkflow(programmed(program), {
          input,
          activities: recordingActivities(),
        });
        await expect(
          replay(programmed(changed), input, history),
        ).rejects.toBeInstanceOf(NonDeterminismError);
      },
    ),
  );
});
