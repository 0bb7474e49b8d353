import { z } from 'zod';

import {
  fulfilOrder,
  type OrderActivities,
  recordingActivities,
} from '../fixtures/fulfil-order.js';
import {
  type ActivityContext,
  type AnyWorkflow,
  CompensationFailedError,
  DecisionRefusedError,
  defineWorkflow,
  type Flow,
  InstanceConflictError,
  InstanceEndedError,
  InstanceNotFoundError,
  type InstanceState,
  InvalidPayloadError,
  PermanentFailure,
  type WorkflowEngine,
} from '../index.js';
import { replay } from '../testing/index.js';
import { type EngineServer, startEngineServer } from './fixtures/engine-database.js';
import { startDbosEngine } from './index.js';

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
  readonly problems?: string[];
}

async function start(setting: Setting = {}): Promise<WorkflowEngine> {
  engine = await startDbosEngine({
    databaseUrl: setting.databaseUrl ?? server.newDatabaseUrl(),
    executorId: 'one',
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
