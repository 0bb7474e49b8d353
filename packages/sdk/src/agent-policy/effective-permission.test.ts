import { describe, expect, it } from '@jest/globals';

import type { ToolGrant } from './agent-definition.js';
import {
  effectivePermission,
  type PermissionQuestion,
} from './effective-permission.js';
import {
  agent,
  grant,
  instance,
  NOW,
  question,
  questionOf,
  sponsor,
  tool,
} from './fixtures/questions.js';
import {
  CAPABILITY_CLASSES,
  type CapabilityClass,
  DANGEROUS_CLASSES,
  RISK_TIERS,
  type RiskTier,
  type Scope,
  SCOPES,
} from './vocabulary.js';

function codes(asked: PermissionQuestion): readonly string[] {
  const permission = effectivePermission(asked);
  return permission.allowed ? [] : permission.reasons.map(({ code }) => code);
}

/** What a caller without types could send. */
function broken(value: unknown): never {
  return value as never;
}

describe('what scope and tier leave room for', () => {
  // [class, scopes, tiers]; the table of ADR 20, written out a second time on purpose.
  const table: [CapabilityClass, Scope[], RiskTier[]][] = [
    [
      'read',
      ['READ_ONLY', 'READ_WRITE', 'CODE_GEN'],
      ['LOW', 'MEDIUM', 'HIGH'],
    ],
    ['write', ['READ_WRITE'], ['MEDIUM', 'HIGH']],
    ['code-gen', ['CODE_GEN'], ['MEDIUM', 'HIGH']],
    ['file-system', ['READ_WRITE', 'CODE_GEN'], ['HIGH']],
    ['kubernetes', ['READ_WRITE'], ['HIGH']],
    ['sql', ['READ_WRITE'], ['HIGH']],
    ['shell', ['READ_WRITE', 'CODE_GEN'], ['HIGH']],
  ];

  it('names every class', () => {
    expect(table.map(([name]) => name)).toEqual(CAPABILITY_CLASSES);
  });

  it.each(
    table.flatMap(([capabilityClass, scopes, tiers]) =>
      SCOPES.flatMap(scope =>
        RISK_TIERS.map(riskTier => ({
          capabilityClass,
          scope,
          riskTier,
          expected: [
            ...(scopes.includes(scope) ? [] : ['SCOPE_FORBIDS_CLASS']),
            ...(tiers.includes(riskTier) ? [] : ['RISK_TIER_FORBIDS_CLASS']),
          ],
        })),
      ),
    ),
  )(
    '$capabilityClass for $scope, $riskTier: $expected',
    ({ capabilityClass, scope, riskTier, expected }) => {
      expect(codes(questionOf(capabilityClass, { scope, riskTier }))).toEqual(
        expected,
      );
    },
  );
});

describe('a permitted call', () => {
  it('says by which grant, until when and what to see to', () => {
    expect(effectivePermission(question())).toEqual({
      allowed: true,
      capabilityClass: 'read',
      grantId: 'grant-1',
      expiresAt: grant().expiresAt,
      obligations: [
        { kind: 'audit' },
        { kind: 'egress', services: ['orders'] },
      ],
    });
  });

  it('only proposes where it changes something, and goes through the wrapper where it is dangerous', () => {
    expect(effectivePermission(questionOf('write'))).toMatchObject({
      obligations: expect.arrayContaining([{ kind: 'propose-only' }]),
    });
    expect(effectivePermission(questionOf('sql'))).toMatchObject({
      obligations: expect.arrayContaining([
        { kind: 'propose-only' },
        { kind: 'through-wrapper', serviceId: 'the-wrapper' },
      ]),
    });
  });
});

describe('refusals', () => {
  const withAgent = (changes: object) =>
    question({ agent: { ...agent(), ...changes } });
  const withGrant = (changes: object) =>
    question({ grants: [{ ...grant(), ...changes }] });
  const withSponsor = (changes: object) =>
    question({ sponsor: { ...sponsor(), ...changes } });
  const withTool = (changes: object) =>
    question({
      agent: agent({ tools: [{ ...tool('orders.find', 'read'), ...changes }] }),
    });
  const member = (changes: object) =>
    withSponsor({
      memberships: [{ ...sponsor().memberships[0], ...changes }],
    });

  it.each<[string, PermissionQuestion, readonly string[]]>([
    // The agent.
    ['no scope', withAgent({ scope: undefined }), ['SCOPE_UNKNOWN']],
    ['the number of a scope', withAgent({ scope: 2 }), ['SCOPE_UNKNOWN']],
    [
      'a scope in lower case',
      withAgent({ scope: 'read_write' }),
      ['SCOPE_UNKNOWN'],
    ],
    [
      'a scope with a blank',
      withAgent({ scope: 'READ_WRITE ' }),
      ['SCOPE_UNKNOWN'],
    ],
    [
      'a scope of the prototype',
      withAgent({ scope: 'constructor' }),
      ['SCOPE_UNKNOWN'],
    ],
    [
      'a list of scopes',
      withAgent({ scope: ['READ_WRITE'] }),
      ['SCOPE_UNKNOWN'],
    ],
    ['no tier', withAgent({ riskTier: undefined }), ['RISK_TIER_UNKNOWN']],
    [
      'a tier above all',
      withAgent({ riskTier: 'HIGHEST' }),
      ['RISK_TIER_UNKNOWN'],
    ],
    ['the number of a tier', withAgent({ riskTier: 3 }), ['RISK_TIER_UNKNOWN']],
    ['no id', withAgent({ id: '' }), ['AGENT_INVALID', 'NOT_GRANTED']],
    ['no version', withAgent({ version: undefined }), ['AGENT_INVALID']],
    ['no tenants', withAgent({ tenants: [] }), ['AGENT_TENANT_NOT_LISTED']],
    ['all tenants', withAgent({ tenants: ['*'] }), ['AGENT_TENANT_NOT_LISTED']],
    [
      'a text for a list of tenants',
      withAgent({ tenants: 'acme' }),
      ['AGENT_TENANT_NOT_LISTED'],
    ],
    ['no tools', withAgent({ tools: undefined }), ['TOOL_NOT_DECLARED']],
    // The tool.
    [
      'no class',
      withTool({ capabilityClass: undefined }),
      ['CAPABILITY_CLASS_UNKNOWN', 'GRANT_CLASS_DIFFERS'],
    ],
    [
      'an unknown class',
      withTool({ capabilityClass: 'network' }),
      ['CAPABILITY_CLASS_UNKNOWN', 'GRANT_CLASS_DIFFERS'],
    ],
    [
      'the number of a class',
      withTool({ capabilityClass: 1 }),
      ['CAPABILITY_CLASS_UNKNOWN', 'GRANT_CLASS_DIFFERS'],
    ],
    [
      'a class of the prototype',
      withTool({ capabilityClass: '__proto__' }),
      ['CAPABILITY_CLASS_UNKNOWN', 'GRANT_CLASS_DIFFERS'],
    ],
    [
      'no list of permissions',
      withTool({ sponsorPermissions: undefined }),
      ['TOOL_INVALID'],
    ],
    [
      'no list of services',
      withTool({ egress: undefined }),
      ['EGRESS_INVALID'],
    ],
    ['any address', withTool({ egress: ['*'] }), ['EGRESS_INVALID']],
    [
      'an address',
      withTool({ egress: ['https://example.org'] }),
      ['EGRESS_INVALID'],
    ],
    // The sponsor.
    [
      'no sponsor',
      question({ sponsor: undefined }),
      ['SPONSOR_ABSENT', 'SPONSOR_NOT_IN_TENANT'],
    ],
    ['none named', withAgent({ sponsor: undefined }), ['SPONSOR_ABSENT']],
    ['another person', withSponsor({ id: 'joe' }), ['SPONSOR_NOT_OF_AGENT']],
    ['disabled', withSponsor({ state: 'DISABLED' }), ['SPONSOR_NOT_ACTIVE']],
    ['removed', withSponsor({ state: 'REMOVED' }), ['SPONSOR_NOT_ACTIVE']],
    [
      'of unknown state',
      withSponsor({ state: undefined }),
      ['SPONSOR_NOT_ACTIVE'],
    ],
    [
      'in no tenant',
      withSponsor({ memberships: [] }),
      ['SPONSOR_NOT_IN_TENANT'],
    ],
    [
      'in another tenant',
      member({ tenantId: 'globex' }),
      ['SPONSOR_NOT_IN_TENANT'],
    ],
    [
      'in another organisation',
      member({ organizationId: 'hr' }),
      ['SPONSOR_NOT_IN_ORGANIZATION'],
    ],
    [
      'in all organisations',
      member({ organizationId: undefined }),
      ['SPONSOR_NOT_IN_ORGANIZATION'],
    ],
    ['a guest', member({ roles: ['guest'] }), ['SPONSOR_LACKS_ROLE']],
    ['a service', member({ roles: ['service'] }), ['SPONSOR_LACKS_ROLE']],
    ['without roles', member({ roles: undefined }), ['SPONSOR_LACKS_ROLE']],
    // The grants.
    ['none', question({ grants: [] }), ['NOT_GRANTED']],
    ['no list', question({ grants: broken('grants') }), ['NOT_GRANTED']],
    ['of another agent', withGrant({ agentId: 'other' }), ['NOT_GRANTED']],
    ['of another tool', withGrant({ tool: 'orders.cancel' }), ['NOT_GRANTED']],
    [
      'of all tools',
      withGrant({ tool: '*' }),
      ['GRANT_WILDCARD', 'NOT_GRANTED'],
    ],
    [
      'of a family of tools',
      withGrant({ tool: 'orders.*' }),
      ['GRANT_WILDCARD', 'NOT_GRANTED'],
    ],
    ['in other case', withGrant({ tool: 'Orders.find' }), ['NOT_GRANTED']],
    ['with a blank', withGrant({ tool: 'orders.find ' }), ['NOT_GRANTED']],
    [
      'for another class',
      withGrant({ capabilityClass: 'write' }),
      ['GRANT_CLASS_DIFFERS'],
    ],
    [
      'for no class',
      withGrant({ capabilityClass: undefined }),
      ['CAPABILITY_CLASS_UNKNOWN'],
    ],
    [
      'for another tenant',
      withGrant({ tenants: ['globex'] }),
      ['GRANT_TENANT_NOT_LISTED'],
    ],
    [
      'for all tenants',
      withGrant({ tenants: ['*'] }),
      ['GRANT_TENANT_NOT_LISTED'],
    ],
    [
      'for unknown tenants',
      withGrant({ tenants: undefined }),
      ['GRANT_TENANT_NOT_LISTED'],
    ],
    ['ending now', withGrant({ expiresAt: NOW }), ['GRANT_EXPIRED']],
    ['without an end', withGrant({ expiresAt: undefined }), ['GRANT_INVALID']],
    ['endless', withGrant({ expiresAt: Infinity }), ['GRANT_INVALID']],
    [
      'from tomorrow',
      withGrant({ grantedAt: NOW + 1 }),
      ['GRANT_NOT_YET_VALID'],
    ],
    [
      'since when, nobody knows',
      withGrant({ grantedAt: '2026' }),
      ['GRANT_INVALID'],
    ],
    ['revoked', withGrant({ state: 'REVOKED' }), ['GRANT_NOT_ACTIVE']],
    ['of unknown state', withGrant({ state: undefined }), ['GRANT_NOT_ACTIVE']],
    ['by nobody', withGrant({ grantedBy: '' }), ['GRANT_INVALID']],
    [
      'by the agent itself',
      withGrant({ grantedBy: 'order-helper' }),
      ['GRANT_INVALID'],
    ],
    ['without an id', withGrant({ id: undefined }), ['GRANT_INVALID']],
    [
      'without a list of constraints',
      withGrant({ constraints: undefined }),
      ['GRANT_INVALID'],
    ],
    // The request.
    [
      'no tenant',
      question({ request: { tenantId: broken(undefined) } }),
      ['TENANT_UNVERIFIED'],
    ],
    [
      'the tenant *',
      question({ request: { tenantId: '*' } }),
      ['TENANT_UNVERIFIED'],
    ],
    [
      'another tenant',
      question({ request: { tenantId: 'initech' } }),
      [
        'AGENT_TENANT_NOT_LISTED',
        'SPONSOR_NOT_IN_TENANT',
        'GRANT_TENANT_NOT_LISTED',
      ],
    ],
    [
      'no organisation',
      question({ request: { organizationId: '' } }),
      ['ORGANIZATION_UNVERIFIED'],
    ],
    [
      'no time',
      question({ request: { now: broken(undefined) } }),
      ['TIME_INVALID'],
    ],
    [
      'no number of a time',
      question({ request: { now: NaN } }),
      ['TIME_INVALID'],
    ],
  ])('%s', (_, asked, expected) => {
    expect(codes(asked)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'allowed'],
    ['an empty object', {}],
    ['no request', { ...question(), request: null }],
    ['no agent', { ...question(), agent: undefined }],
    ['everything inherited', Object.create(question())],
    ['an inherited agent', { ...question(), agent: Object.create(agent()) }],
    [
      'an inherited sponsor',
      { ...question(), sponsor: Object.create(sponsor()) },
    ],
    ['an inherited grant', { ...question(), grants: [Object.create(grant())] }],
    ['grants in a hole', { ...question(), grants: new Array(3) }],
  ])('%s permits nothing', (_, asked) => {
    expect(effectivePermission(asked as PermissionQuestion)).toMatchObject({
      allowed: false,
      reasons: expect.arrayContaining([expect.anything()]),
    });
  });

  it('says every reason at once, each with its place', () => {
    const asked = question({
      agent: agent({
        scope: 'READ_ONLY',
        riskTier: 'LOW',
        isDefault: true,
        tools: [tool('orders.sql', 'sql')],
      }),
      grants: [
        grant({ tool: 'orders.sql', capabilityClass: 'read', expiresAt: NOW }),
      ],
      sponsor: sponsor({ state: 'DISABLED' }),
      tool: 'orders.sql',
    });
    const permission = effectivePermission(asked);
    expect(
      !permission.allowed &&
        permission.reasons.map(({ code, path }) => `${code} ${path}`),
    ).toEqual([
      'SCOPE_FORBIDS_CLASS agent.scope',
      'RISK_TIER_FORBIDS_CLASS agent.riskTier',
      'DEFAULT_AGENT_FORBIDS_CLASS agent.isDefault',
      'WRAPPER_MISSING tool.wrapperServiceId',
      'SPONSOR_NOT_ACTIVE sponsor.state',
      'GRANT_CLASS_DIFFERS grants[0].capabilityClass',
      'GRANT_EXPIRED grants[0].expiresAt',
    ]);
  });
});

describe('names of tools', () => {
  it.each([
    'Orders.find',
    'orders.Find',
    'ORDERS.FIND',
    ' orders.find',
    'orders.find ',
    'orders.find\n',
    'orders.find\0',
    'orders.\u200bfind',
    'orders\u2024find',
    'оrders.find', // Cyrillic о
    'ｏrders.find', // full width
    'orders.ﬁnd', // ligature
    'orders..find',
    'orders',
    'orders.find.more',
    'orders_find',
    '*',
    'orders.*',
    '',
    '__proto__',
    'constructor',
    'a'.repeat(65),
  ])('%j is not orders.find', name => {
    expect(effectivePermission(question({ tool: name })).allowed).toBe(false);
  });

  it('mean nothing when they are declared twice, whatever the two say', () => {
    const twice = [tool('orders.find', 'read'), tool('orders.find', 'read')];
    expect(codes(question({ agent: agent({ tools: twice }) }))).toEqual([
      'TOOL_DECLARED_TWICE',
    ]);
  });

  it('that hold a wildcard are none even when declared and granted', () => {
    const asked = question({
      agent: agent({ tools: [tool('*', 'read')] }),
      grants: [grant({ tool: '*' })],
      tool: '*',
    });
    expect(codes(asked)).toEqual(['TOOL_NAME_INVALID']);
  });
});

describe('dangerous classes', () => {
  it.each(DANGEROUS_CLASSES)('%s takes more than scope and tier', name => {
    expect(codes(questionOf(name, { isDefault: true }))).toEqual([
      'DEFAULT_AGENT_FORBIDS_CLASS',
    ]);
    expect(codes(questionOf(name, { isDefault: broken(undefined) }))).toEqual([
      'DEFAULT_AGENT_FORBIDS_CLASS',
    ]);
    for (const [wrapperServiceId, code] of [
      [undefined, 'WRAPPER_MISSING'],
      ['', 'WRAPPER_MISSING'],
      ['*', 'WRAPPER_MISSING'],
      ['order-helper', 'WRAPPER_NOT_SEPARATE'],
      ['Order-Helper', 'WRAPPER_MISSING'],
    ] as const) {
      const tools = [tool('the.tool', name, { wrapperServiceId })];
      expect(codes(questionOf(name, { tools }))).toEqual([code]);
    }
  });

  it.each(DANGEROUS_CLASSES)(
    '%s takes an administrator for a sponsor',
    name => {
      const [membership] = sponsor().memberships;
      const memberships = [
        { ...membership!, roles: ['contributor', 'viewer'] },
      ];
      expect(
        codes({ ...questionOf(name), sponsor: sponsor({ memberships }) }),
      ).toEqual(['SPONSOR_LACKS_ROLE']);
    },
  );

  it('cannot be reached by raising the class of a tool that was granted', () => {
    const asked = questionOf('sql');
    expect(
      codes({
        ...asked,
        grants: [grant({ tool: 'the.tool', capabilityClass: 'read' })],
      }),
    ).toEqual(['GRANT_CLASS_DIFFERS']);
  });
});

describe('the sponsor', () => {
  it.each<[CapabilityClass, string, boolean]>([
    ['read', 'viewer', true],
    ['read', 'contributor', true],
    ['write', 'viewer', false],
    ['write', 'contributor', true],
    ['code-gen', 'viewer', false],
    ['code-gen', 'contributor', true],
    ['code-gen', 'admin', true],
  ])('of a %s tool as %s: %s', (capabilityClass, role, allowed) => {
    const scope = capabilityClass === 'code-gen' ? 'CODE_GEN' : 'READ_WRITE';
    const [membership] = sponsor().memberships;
    expect(
      effectivePermission({
        ...questionOf(capabilityClass, { scope }),
        sponsor: sponsor({ memberships: [{ ...membership!, roles: [role] }] }),
      }).allowed,
    ).toBe(allowed);
  });

  it('must hold what the tool needs besides, in the same organisation', () => {
    const tools = [
      tool('orders.find', 'read', { sponsorPermissions: ['orders.audit'] }),
    ];
    const [here] = sponsor().memberships;
    const ask = (...memberships: object[]) =>
      codes(
        question({
          agent: agent({ tools }),
          sponsor: sponsor({ memberships: memberships as never }),
        }),
      );
    expect(ask(here!)).toEqual(['SPONSOR_LACKS_PERMISSION']);
    expect(
      ask(here!, {
        ...here,
        organizationId: 'hr',
        permissions: ['orders.audit'],
      }),
    ).toEqual(['SPONSOR_LACKS_PERMISSION']);
    expect(ask({ ...here, permissions: ['orders.audit'] })).toEqual([]);
  });
});

describe('an instance', () => {
  it.each<[string, object, readonly string[]]>([
    ['as it should be', {}, []],
    ['suspended', { state: 'SUSPENDED' }, ['INSTANCE_NOT_ACTIVE']],
    ['of unknown state', { state: undefined }, ['INSTANCE_NOT_ACTIVE']],
    ['of another agent', { agentId: 'other' }, ['INSTANCE_OF_OTHER_AGENT']],
    [
      'of another version',
      { agentVersion: '1.0.1' },
      ['INSTANCE_OF_OTHER_AGENT'],
    ],
    ['of another tenant', { tenantId: 'globex' }, ['INSTANCE_OF_OTHER_TENANT']],
    [
      'of another organisation',
      { organizationId: 'hr' },
      ['INSTANCE_OF_OTHER_TENANT'],
    ],
    ['without an id', { id: undefined }, ['INSTANCE_INVALID']],
    ['of lower tier', { riskTier: 'LOW' }, ['RISK_TIER_FORBIDS_CLASS']],
    ['of narrower scope', { scope: 'READ_ONLY' }, ['SCOPE_FORBIDS_CLASS']],
    ['of no scope', { scope: undefined }, ['SCOPE_UNKNOWN']],
    ['of no tier', { riskTier: 0 }, ['RISK_TIER_UNKNOWN']],
  ])('%s', (_, changes, expected) => {
    expect(
      codes({
        ...questionOf('write'),
        instance: { ...instance(), ...changes },
      }),
    ).toEqual(expected);
  });

  it('that is null is one that cannot be read', () => {
    expect(codes({ ...question(), instance: broken(null) })).not.toEqual([]);
  });

  it('widens nothing', () => {
    expect(
      codes({
        ...questionOf('write', { scope: 'READ_ONLY', riskTier: 'LOW' }),
        instance: instance(),
      }),
    ).toEqual(['SCOPE_FORBIDS_CLASS', 'RISK_TIER_FORBIDS_CLASS']);
  });
});

describe('several grants', () => {
  const expired: ToolGrant = grant({ id: 'grant-0', expiresAt: NOW - 1 });

  it('stand alone: one that holds is enough', () => {
    expect(
      effectivePermission(question({ grants: [expired, grant()] })),
    ).toMatchObject({ allowed: true, grantId: 'grant-1' });
  });

  it('do not add up', () => {
    const parts = [expired, grant({ tenants: ['globex'] })];
    expect(codes(question({ grants: parts }))).toEqual([
      'GRANT_EXPIRED',
      'GRANT_TENANT_NOT_LISTED',
    ]);
  });
});
