import { describe, expect, it } from '@jest/globals';

import { checkDefinition } from './check-definition.js';
import { agent, tool } from './fixtures/questions.js';

describe('a definition', () => {
  it('can be without problems', () => {
    expect(checkDefinition(agent())).toEqual([]);
  });

  const withTools = (...tools: object[]) => ({ ...agent(), tools });
  const find = tool('orders.find', 'read');

  it.each<[string, unknown, readonly string[]]>([
    ['no id', { ...agent(), id: undefined }, ['AGENT_INVALID id']],
    ['a wild version', { ...agent(), version: '*' }, ['AGENT_INVALID version']],
    ['no owner', { ...agent(), owner: '' }, ['OWNER_MISSING owner']],
    ['no sponsor', { ...agent(), sponsor: '' }, ['SPONSOR_MISSING sponsor']],
    ['no scope', { ...agent(), scope: undefined }, ['SCOPE_UNKNOWN scope']],
    [
      'no tier',
      { ...agent(), riskTier: 'high' },
      ['RISK_TIER_UNKNOWN riskTier'],
    ],
    ['no model', { ...agent(), model: undefined }, ['MODEL_MISSING model']],
    [
      'nothing on being a default',
      { ...agent({ tools: [find] }), isDefault: undefined },
      ['DEFAULT_UNSET isDefault'],
    ],
    [
      'no budgets',
      { ...agent(), budgets: undefined },
      [
        'BUDGET_MISSING budgets.maxTokens',
        'BUDGET_MISSING budgets.maxCalls',
        'BUDGET_MISSING budgets.maxWallTimeMs',
      ],
    ],
    [
      'an endless budget',
      { ...agent(), budgets: { ...agent().budgets, maxCalls: Infinity } },
      ['BUDGET_MISSING budgets.maxCalls'],
    ],
    [
      'a budget of more than a day',
      {
        ...agent(),
        budgets: { ...agent().budgets, maxWallTimeMs: 86_400_001 },
      },
      ['BUDGET_MISSING budgets.maxWallTimeMs'],
    ],
    ['no tenants', { ...agent(), tenants: [] }, ['TENANTS_MISSING tenants']],
    [
      'all tenants',
      { ...agent(), tenants: ['acme', '*'] },
      ['TENANT_INVALID tenants[1]'],
    ],
    [
      'a tenant twice',
      { ...agent(), tenants: ['acme', 'acme'] },
      ['TENANT_LISTED_TWICE tenants[1]'],
    ],
    ['no list of tools', { ...agent(), tools: {} }, ['TOOLS_UNREADABLE tools']],
    [
      'a tool of all names',
      withTools(find, tool('*', 'read')),
      ['TOOL_NAME_INVALID tools[1].name'],
    ],
    [
      'a tool twice',
      withTools(find, find),
      [
        'TOOL_DECLARED_TWICE tools[0].name',
        'TOOL_DECLARED_TWICE tools[1].name',
      ],
    ],
    [
      'two names that look alike',
      withTools(find, tool('orders_Find', 'read')),
      ['TOOL_NAME_AMBIGUOUS tools[1].name'],
    ],
    [
      'a tool of no class',
      withTools({ ...find, capabilityClass: 'network' }),
      ['CAPABILITY_CLASS_UNKNOWN tools[0].capabilityClass'],
    ],
    [
      'a write tool in read only scope',
      {
        ...withTools(find, tool('orders.cancel', 'write')),
        scope: 'READ_ONLY',
      },
      ['SCOPE_FORBIDS_CLASS tools[1].capabilityClass'],
    ],
    [
      'a write tool of low tier',
      { ...withTools(tool('orders.cancel', 'write')), riskTier: 'LOW' },
      ['RISK_TIER_FORBIDS_CLASS tools[0].capabilityClass'],
    ],
    [
      'a dangerous tool of a default agent, without a wrapper',
      { ...withTools(tool('orders.sql', 'sql')), isDefault: true },
      [
        'DEFAULT_AGENT_FORBIDS_CLASS tools[0].capabilityClass',
        'WRAPPER_MISSING tools[0].wrapperServiceId',
      ],
    ],
    [
      'its own wrapper',
      withTools(tool('x', 'shell', { wrapperServiceId: 'order-helper' })),
      ['WRAPPER_NOT_SEPARATE tools[0].wrapperServiceId'],
    ],
    [
      'a way to any address',
      withTools({ ...find, egress: ['*'] }),
      ['EGRESS_INVALID tools[0].egress'],
    ],
    [
      'a description with invisible text',
      withTools({ ...find, description: 'Finds orders.\u{e0049}\u202e' }),
      ['TEXT_INVALID tools[0].description'],
    ],
  ])('with %s has them', (_, definition, expected) => {
    expect(
      checkDefinition(definition).map(({ code, path }) => `${code} ${path}`),
    ).toEqual(expected);
  });
});
