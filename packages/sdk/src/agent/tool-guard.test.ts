import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import {
  agent,
  instance,
  sponsor,
  tool,
} from '../agent-policy/fixtures/questions.js';
import {
  findTool,
  guardedAgent,
  IDENTITY,
  type World,
} from './fixtures/guarded-agent.js';
import type { ToolGuard, ToolGuardOptions } from './tool-guard.js';
import type { ToolResult } from './tool-result.js';

const guards: ToolGuard[] = [];
afterEach(() => {
  for (const guard of guards.splice(0)) guard.close();
});

function start(changes: Parameters<typeof guardedAgent>[0] = {}) {
  const started = guardedAgent(changes);
  guards.push(started.guard);
  return started;
}

function codes(result: ToolResult): readonly string[] {
  return result.outcome === 'refused'
    ? result.reasons.map(({ code }) => code)
    : [result.outcome];
}

const OPEN = { status: 'open' };

describe('a guarded call', () => {
  it('runs the tool with validated arguments and gives its result back as data', async () => {
    const { guard, world } = start();
    const result = await guard.tools[0]!.execute(OPEN, { callId: 'call-1' });
    expect(result).toEqual({
      outcome: 'succeeded',
      result: {
        untrusted: true,
        tool: 'orders.find',
        content: '[{"id":"o-1","status":"open"}]',
        truncated: false,
      },
    });
    const [{ given, call }] = world.executed as [(typeof world.executed)[0]];
    expect(given).toEqual(OPEN);
    expect(call).toMatchObject({
      id: 'call-1',
      tenantId: 'acme',
      organizationId: 'sales',
      userId: 'bob',
    });
    expect(call.proposals).toBeUndefined();
  });

  it('is audited before and after, without arguments and results', async () => {
    const { guard, world } = start();
    await guard.call('orders.find', OPEN, { callId: 'call-1' });
    expect(world.records).toMatchObject([
      {
        ...IDENTITY,
        callId: 'call-1',
        agentId: 'order-helper',
        agentVersion: '1.0.0',
        tool: 'orders.find',
        capabilityClass: 'read',
        outcome: 'permitted',
        codes: [],
        grantId: 'grant-1',
        argumentCharacters: 17,
      },
      { callId: 'call-1', outcome: 'succeeded', resultCharacters: 30 },
    ]);
    expect(JSON.stringify(world.records)).not.toMatch(/open|o-1/);
  });

  it.each<[string, (world: World) => void, readonly string[]]>([
    ['a grant is revoked', world => (world.grants = []), ['NOT_GRANTED']],
    [
      'the sponsor leaves',
      world => (world.sponsor = undefined),
      ['SPONSOR_ABSENT', 'SPONSOR_NOT_IN_TENANT'],
    ],
    [
      'the sponsor is disabled',
      world => (world.sponsor = sponsor({ state: 'DISABLED' })),
      ['SPONSOR_NOT_ACTIVE'],
    ],
    [
      'the kill switch is pulled',
      world => (world.instance = instance({ state: 'SUSPENDED' })),
      ['INSTANCE_NOT_ACTIVE'],
    ],
    [
      'the tier is lowered and unknown',
      world => (world.instance = instance({ riskTier: 'NONE' as never })),
      ['RISK_TIER_UNKNOWN'],
    ],
    [
      'grants cannot be fetched',
      world => (world.onFetch = () => Promise.reject(new Error('down'))),
      ['PERMISSION_UNAVAILABLE'],
    ],
    [
      'grants do not come',
      world => (world.onFetch = () => new Promise(() => undefined)),
      ['PERMISSION_UNAVAILABLE'],
    ],
    [
      'the call cannot be audited',
      world =>
        (world.onRecord = ({ outcome }) => {
          if (outcome === 'permitted') throw new Error('down');
        }),
      ['AUDIT_UNAVAILABLE'],
    ],
  ])('is refused as soon as %s', async (_, change, expected) => {
    const { guard, world } = start({ limits: { sourceTimeoutMs: 20 } });
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(['succeeded']);
    change(world);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(expected);
    expect(world.executed).toHaveLength(1);
    expect(world.records.at(-1)).toMatchObject({
      outcome: 'refused',
      codes: expected,
    });
  });

  it('is refused when its audit does not come to an end', async () => {
    const { guard, world } = start({ limits: { sourceTimeoutMs: 20 } });
    world.onRecord = () => new Promise(() => undefined);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'AUDIT_UNAVAILABLE',
    ]);
    expect(world.executed).toEqual([]);
  });

  it('that was ended while it was audited does not run', async () => {
    const caller = new AbortController();
    const { guard, world } = start({ signal: caller.signal });
    world.onRecord = () => caller.abort();
    expect(await guard.call('orders.find', OPEN)).toMatchObject({
      outcome: 'failed',
    });
    expect(world.executed).toEqual([]);
  });

  it('is refused when the instance is gone', async () => {
    const { guard, world } = start();
    world.instance = undefined;
    expect(codes(await guard.call('orders.find', OPEN))).toContain(
      'INSTANCE_INVALID',
    );
  });

  it.each<[string, unknown, readonly string[]]>([
    ['nothing', undefined, ['ARGUMENTS_INVALID']],
    [
      'what the schema does not take',
      { status: 'lost' },
      ['ARGUMENTS_INVALID'],
    ],
    ['more than the schema takes', { ...OPEN, more: 1 }, ['ARGUMENTS_INVALID']],
    [
      'another tenant',
      { ...OPEN, tenantId: 'globex' },
      ['ARGUMENTS_NAME_TENANT'],
    ],
    [
      'another user that the schema would drop',
      { ...OPEN, userId: 'root' },
      ['ARGUMENTS_NAME_USER'],
    ],
    [
      'too much',
      { ...OPEN, more: 'x'.repeat(70_000) },
      ['ARGUMENTS_UNREADABLE'],
    ],
    ['what is no data', { ...OPEN, more: 1n }, ['ARGUMENTS_UNREADABLE']],
    ['a function', () => OPEN, ['ARGUMENTS_UNREADABLE']],
    [
      'what throws',
      {
        get status() {
          throw new Error('no');
        },
      },
      ['ARGUMENTS_UNREADABLE'],
    ],
  ])('with %s is refused', async (_, given, expected) => {
    const { guard, world } = start();
    expect(codes(await guard.call('orders.find', given))).toEqual(expected);
    expect(world.executed).toEqual([]);
    expect(world.records).toMatchObject([
      { outcome: 'refused', codes: expected },
    ]);
  });

  it('cannot be changed between the decision and the tool', async () => {
    const { guard, world } = start();
    const given = { status: 'open', tenantId: 'acme' };
    world.onFetch = () => {
      given.tenantId = 'globex';
    };
    await guard.call('orders.find', given);
    expect(world.executed[0]?.given).toEqual({
      status: 'open',
      tenantId: 'acme',
    });
    expect(Object.isFrozen(world.executed[0]?.given)).toBe(true);
  });

  it('whose schema makes what cannot be looked at is refused', async () => {
    const { guard, world } = start({
      tool: {
        inputSchema: z.object({
          status: z.string().transform(() => new Map()),
        }),
      },
    });
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'ARGUMENTS_UNREADABLE',
    ]);
    expect(world.executed).toEqual([]);
  });

  it.each([
    'orders.sql',
    'Orders.find',
    '__proto__',
    'constructor',
    '*',
    'evil\n{"level":60}',
  ])('of %j, which the guard has not, is refused and audited', async name => {
    const { guard, world } = start();
    expect(codes(await guard.call(name, OPEN))).toEqual(['TOOL_UNKNOWN']);
    expect(world.records).toMatchObject([
      {
        outcome: 'refused',
        codes: ['TOOL_UNKNOWN'],
        tool: /^[a-z.]+$/.test(name) ? name : '[no name]',
      },
    ]);
  });

  it('that the agent library rejects is audited and counted', async () => {
    const { guard, world } = start({ budgets: { maxCalls: 1 } });
    await guard.rejected('orders.fnid', { callId: 'call-1' });
    expect(world.records).toMatchObject([
      {
        callId: 'call-1',
        tool: 'orders.fnid',
        outcome: 'refused',
        codes: ['REJECTED_BY_LIBRARY'],
      },
    ]);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'BUDGET_CALLS',
    ]);
  });

  it('that fails says nothing of why', async () => {
    const { guard, world } = start({
      tool: { execute: () => Promise.reject(new Error('password=hunter2')) },
    });
    const result = await guard.call('orders.find', OPEN);
    expect(result).toMatchObject({ outcome: 'failed', code: 'TOOL_FAILED' });
    expect(JSON.stringify([result, world.records])).not.toContain('hunter2');
    expect(world.records.map(({ outcome }) => outcome)).toEqual([
      'permitted',
      'failed',
    ]);
  });

  it('that throws before it promises anything fails alike', async () => {
    const { guard } = start({
      tool: {
        execute: () => {
          throw new Error('no');
        },
      },
    });
    expect(await guard.call('orders.find', OPEN)).toMatchObject({
      code: 'TOOL_FAILED',
    });
  });

  it('that hangs is given up, whether it heeds the signal or not', async () => {
    const { guard } = start({
      limits: { toolTimeoutMs: 10 },
      tool: { execute: () => new Promise(() => undefined) },
    });
    expect(await guard.call('orders.find', OPEN)).toMatchObject({
      code: 'TOOL_TIMEOUT',
    });
  });

  it('that gives back what is no data fails', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const { guard } = start({ tool: { execute: async () => cycle } });
    expect(await guard.call('orders.find', OPEN)).toMatchObject({
      code: 'RESULT_UNREADABLE',
    });
  });

  it('keeps its result when only its end cannot be audited', async () => {
    const { guard, world } = start();
    world.onRecord = ({ outcome }) => {
      if (outcome === 'succeeded') throw new Error('down');
    };
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(['succeeded']);
  });
});

describe('budgets', () => {
  it('end calls, also side by side', async () => {
    const { guard, world } = start({
      budgets: { maxCalls: 2 },
      limits: { maxRepeats: 9 },
    });
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => guard.call('orders.find', OPEN)),
    );
    expect(results.map(codes)).toEqual([
      ['succeeded'],
      ['succeeded'],
      ['BUDGET_CALLS'],
      ['BUDGET_CALLS'],
    ]);
    expect(world.executed).toHaveLength(2);
  });

  it('count refused calls too', async () => {
    const { guard } = start({ budgets: { maxCalls: 2 } });
    await guard.call('nothing', {});
    await guard.call('nothing', {});
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'BUDGET_CALLS',
    ]);
  });

  it('end the same call with the same arguments, in whatever order they stand', async () => {
    const { guard } = start({
      limits: { maxRepeats: 1 },
      tool: { inputSchema: z.record(z.string(), z.string()) },
    });
    expect(codes(await guard.call('orders.find', { a: '1', b: '2' }))).toEqual([
      'succeeded',
    ]);
    expect(codes(await guard.call('orders.find', { b: '2', a: '1' }))).toEqual([
      'BUDGET_REPEATS',
    ]);
    expect(codes(await guard.call('orders.find', { a: '1', b: '3' }))).toEqual([
      'succeeded',
    ]);
  });

  it('end the invocation when tokens are used up', async () => {
    const { guard } = start({ budgets: { maxTokens: 100 } });
    guard.spendTokens(100);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(['succeeded']);
    guard.spendTokens(1);
    expect(guard.signal.aborted).toBe(true);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'BUDGET_TOKENS',
    ]);
    for (const count of [-1, NaN, 0.5, Infinity]) {
      expect(() => guard.spendTokens(count)).toThrow(RangeError);
    }
  });

  it('end the invocation, and a tool that is at work, when time is up', async () => {
    const { guard } = start({
      budgets: { maxWallTimeMs: 30 },
      tool: { execute: () => new Promise(() => undefined) },
    });
    expect(await guard.call('orders.find', OPEN)).toMatchObject({
      code: 'TOOL_TIMEOUT',
    });
    await sleep(30);
    expect(guard.signal.aborted).toBe(true);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'BUDGET_WALL_TIME',
    ]);
  });

  it('are never more than the definition says', async () => {
    const budgets = { maxTokens: 10, maxCalls: 1, maxWallTimeMs: 60_000 };
    const { guard } = start({
      definition: agent({ budgets }),
      budgets: { maxCalls: 99 },
    });
    await guard.call('orders.find', OPEN);
    expect(codes(await guard.call('orders.find', OPEN))).toEqual([
      'BUDGET_CALLS',
    ]);
  });

  it('end when the caller goes away', async () => {
    const caller = new AbortController();
    const { guard, world } = start({ signal: caller.signal });
    caller.abort();
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(['ABORTED']);
    expect(world.executed).toEqual([]);
  });

  it('let nobody go away between the decision and the tool', async () => {
    const caller = new AbortController();
    const { guard, world } = start({ signal: caller.signal });
    world.onFetch = () => caller.abort();
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(['ABORTED']);
    expect(world.executed).toEqual([]);
  });
});

describe('what changes something', () => {
  const proposals = {
    propose: async () => ({ proposalId: 'p', digest: 'd', expiresAt: 1 }),
  };
  const changing = (
    name: string,
    capabilityClass: 'write' | 'sql',
    wrapperServiceId?: string,
  ) => ({
    name,
    capabilityClass,
    wrapperServiceId,
    inputSchema: z.object({}),
    execute: async (_: unknown, call: { proposals: unknown }) => ({
      can: call.proposals !== undefined,
    }),
  });

  it('gets the way to propose it, and nothing else does', async () => {
    const { guard } = start({
      proposals,
      tools: [changing('orders.cancel', 'write')],
    });
    expect(await guard.call('orders.cancel', {})).toMatchObject({
      result: { content: '{"can":true}' },
    });
    const { guard: other } = start({
      proposals,
      tool: { execute: async (_, call) => call.proposals === undefined },
    });
    expect(await other.call('orders.find', OPEN)).toMatchObject({
      result: { content: 'true' },
    });
  });

  it('and is dangerous goes through its declared wrapper', async () => {
    for (const [wrapper, expected] of [
      [undefined, ['WRAPPER_NOT_USED']],
      ['another', ['WRAPPER_NOT_USED']],
      ['orders-reports', ['succeeded']],
    ] as const) {
      const { guard } = start({
        proposals,
        tools: [changing('orders.sql', 'sql', wrapper)],
      });
      expect(codes(await guard.call('orders.sql', {}))).toEqual(expected);
    }
  });
});

describe('createToolGuard', () => {
  const { world } = guardedAgent();
  it.each<[string, Partial<ToolGuardOptions>, RegExp]>([
    [
      'a definition with problems',
      { definition: agent({ tenants: ['*'] }) },
      /tenants\[0\]: TENANT_INVALID/,
    ],
    [
      'a definition without budgets',
      { definition: agent({ budgets: undefined as never }) },
      /BUDGET_MISSING/,
    ],
    [
      'a tool that is not declared',
      { tools: [findTool(world, { name: 'orders.add' })] },
      /orders.add: the definition does not declare it/,
    ],
    [
      'a tool of another class',
      { definition: agent({ tools: [tool('orders.find', 'write')] }) },
      /is read, and declared as write/,
    ],
    [
      'a tool twice',
      { tools: [findTool(world), findTool(world)] },
      /given twice/,
    ],
    ['a limit that is none', { limits: { maxRepeats: NaN } }, /maxRepeats/],
    ['a budget of nothing', { budgets: { maxCalls: 0 } }, /maxCalls/],
  ])('does not start with %s', (_, options, message) => {
    expect(() => start(options)).toThrow(message);
  });

  it('decides on the definition as it was', async () => {
    const definition = agent({
      scope: 'READ_ONLY',
      tools: [tool('orders.find', 'read')],
    });
    const { guard } = start({ definition });
    Object.assign(definition, { tenants: [] });
    expect(codes(await guard.call('orders.find', OPEN))).toEqual(['succeeded']);
  });

  it('gives the descriptions of the definition to the library', () => {
    const { guard } = start();
    expect(
      guard.tools.map(({ name, description }) => [name, description]),
    ).toEqual([['orders.find', 'Does orders.find.']]);
  });
});
