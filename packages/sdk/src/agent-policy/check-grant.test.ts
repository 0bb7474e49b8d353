import { describe, expect, it } from '@jest/globals';

import { checkGrant } from './check-grant.js';
import { agent, grant, NOW, tool } from './fixtures/questions.js';

describe('a grant', () => {
  it('can be without problems', () => {
    expect(checkGrant(grant(), agent())).toEqual([]);
  });

  it.each<[string, object, readonly string[]]>([
    [
      'all tools',
      { tool: '*' },
      ['TOOL_NAME_INVALID tool', 'GRANT_WILDCARD tool'],
    ],
    [
      'a family',
      { tool: 'orders.*' },
      ['TOOL_NAME_INVALID tool', 'GRANT_WILDCARD tool'],
    ],
    [
      'a tool that is not declared',
      { tool: 'orders.add' },
      ['TOOL_NOT_DECLARED tool'],
    ],
    [
      'another class',
      { capabilityClass: 'write' },
      ['GRANT_CLASS_DIFFERS capabilityClass'],
    ],
    ['no tenant', { tenants: [] }, ['TENANTS_MISSING tenants']],
    [
      'all tenants',
      { tenants: ['*'] },
      ['TENANT_INVALID tenants[0]', 'AGENT_TENANT_NOT_LISTED tenants[0]'],
    ],
    [
      'a tenant of others',
      { tenants: ['initech'] },
      ['AGENT_TENANT_NOT_LISTED tenants[0]'],
    ],
    ['another agent', { agentId: 'other' }, ['GRANT_INVALID agentId']],
    ['no giver', { grantedBy: undefined }, ['GRANT_INVALID grantedBy']],
    [
      'itself as the giver',
      { grantedBy: 'order-helper' },
      ['GRANT_INVALID grantedBy'],
    ],
    ['no end', { expiresAt: undefined }, ['GRANT_INVALID expiresAt']],
    [
      'an end before its beginning',
      { expiresAt: NOW - 999_999_999 },
      ['GRANT_INVALID expiresAt'],
    ],
    [
      'a pattern',
      { constraints: [{ kind: 'pattern', path: ['a'], pattern: '.*' }] },
      ['GRANT_CONSTRAINT_UNKNOWN constraints[0]'],
    ],
    ['a state of its own', { state: 'PAUSED' }, ['GRANT_NOT_ACTIVE state']],
  ])('for or with %s has them', (_, changes, expected) => {
    expect(
      checkGrant({ ...grant(), ...changes }, agent()).map(
        ({ code, path }) => `${code} ${path}`,
      ),
    ).toEqual(expected);
  });

  it('of a tool that scope or tier forbid has that problem', () => {
    const lowered = agent({
      riskTier: 'LOW',
      tools: [tool('orders.cancel', 'write')],
    });
    expect(
      checkGrant(
        grant({ tool: 'orders.cancel', capabilityClass: 'write' }),
        lowered,
      ).map(({ code }) => code),
    ).toEqual(['RISK_TIER_FORBIDS_CLASS']);
  });
});
