// Measures what the guard adds to a call of a tool, and what the decision alone
// costs. Run after the SDK was built: node scripts/measure-tool-guard.mjs
import { z } from 'zod';
import { effectivePermission } from '../dist/agent-policy/index.js';
import { createToolGuard, defineTool } from '../dist/agent/index.js';

const CALLS = 5_000;
const names = Array.from({ length: 20 }, (_, index) => `tool.${index}`);
const definition = {
  id: 'measured',
  version: '1',
  owner: 'group:all',
  sponsor: 'jane',
  scope: 'READ_ONLY',
  riskTier: 'LOW',
  isDefault: false,
  tools: names.map(name => ({
    name,
    description: name,
    capabilityClass: 'read',
    egress: [],
    sponsorPermissions: [],
  })),
  model: 'none',
  tenants: ['acme'],
  budgets: { maxTokens: 1, maxCalls: 2 * CALLS, maxWallTimeMs: 600_000 },
};
const grants = names.map(tool => ({
  id: `grant-${tool}`,
  agentId: 'measured',
  tool,
  capabilityClass: 'read',
  tenants: ['acme'],
  constraints: [{ kind: 'maximum', path: ['count'], limit: 1e9 }],
  grantedBy: 'ann',
  grantedAt: 0,
  expiresAt: 9e12,
  state: 'ACTIVE',
}));
const sponsor = {
  id: 'jane',
  state: 'ACTIVE',
  memberships: [
    {
      tenantId: 'acme',
      organizationId: 'sales',
      roles: ['viewer'],
      permissions: [],
    },
  ],
};
const instance = {
  id: 'instance',
  agentId: 'measured',
  agentVersion: '1',
  tenantId: 'acme',
  organizationId: 'sales',
  scope: 'READ_ONLY',
  riskTier: 'LOW',
  state: 'ACTIVE',
};
const guard = createToolGuard({
  definition,
  tools: [
    defineTool({
      name: 'tool.19',
      capabilityClass: 'read',
      inputSchema: z.strictObject({ count: z.number(), note: z.string() }),
      execute: async ({ count }) => ({ count }),
    }),
  ],
  identity: {
    tenantId: 'acme',
    organizationId: 'sales',
    userId: 'bob',
    requestId: 'request',
    invocationId: 'invocation',
  },
  source: {
    grants: async () => grants,
    sponsor: async () => sponsor,
    instance: async () => instance,
  },
  audit: { record() {} },
});

const milliseconds = [];
for (let count = 0; count < 2 * CALLS; count += 1) {
  const start = performance.now();
  const { outcome } = await guard.call('tool.19', { count, note: 'a note' });
  if (outcome !== 'succeeded') throw new Error(outcome);
  // The first half warms up.
  if (count >= CALLS) milliseconds.push(performance.now() - start);
}
guard.close();
const decisions = [];
for (let count = 0; count < 2 * CALLS; count += 1) {
  const start = performance.now();
  const { allowed } = effectivePermission({
    agent: definition,
    instance,
    grants,
    sponsor,
    tool: 'tool.19',
    request: {
      tenantId: 'acme',
      organizationId: 'sales',
      userId: 'bob',
      arguments: { count, note: 'a note' },
      now: 1,
    },
  });
  if (!allowed) throw new Error('refused');
  if (count >= CALLS) decisions.push(performance.now() - start);
}
const figures = values => {
  const sorted = values.sort((first, second) => first - second);
  const at = share => `${sorted[Math.floor(sorted.length * share)].toFixed(3)}`;
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`;
};
console.log(`guarded call, 20 tools, 20 grants: ${figures(milliseconds)}`);
console.log(`decision alone:                    ${figures(decisions)}`);
