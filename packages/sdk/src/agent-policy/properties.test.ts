import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { checkDefinition } from './check-definition.js';
import { checkGrant } from './check-grant.js';
import {
  effectivePermission,
  type PermissionQuestion,
} from './effective-permission.js';
import { junk, questions } from './fixtures/arbitraries.js';
import {
  agent,
  grant,
  instance,
  question,
  sponsor,
} from './fixtures/questions.js';
import { permittedTools } from './permitted-tools.js';
import { RISK_TIERS, SCOPES } from './vocabulary.js';

const RUNS = { numRuns: 500 };

/** What is left of a question after something was taken away from the agent. */
type Narrowing = (
  asked: PermissionQuestion,
  pick: number,
) => PermissionQuestion;

const without = <T>(list: readonly T[], pick: number): readonly T[] =>
  list.filter((_, index) => index !== pick % Math.max(1, list.length));

const NARROWINGS: Record<string, Narrowing> = {
  'a grant removed': (asked, pick) => ({
    ...asked,
    grants: without(asked.grants, pick),
  }),
  'a grant revoked': (asked, pick) => ({
    ...asked,
    grants: asked.grants.map((one, index) =>
      index === pick % asked.grants.length ? { ...one, state: 'REVOKED' } : one,
    ),
  }),
  'a tenant removed from a grant': (asked, pick) => ({
    ...asked,
    grants: asked.grants.map(one => ({
      ...one,
      tenants: without(one.tenants, pick),
    })),
  }),
  'a constraint added': asked => ({
    ...asked,
    grants: asked.grants.map(one => ({
      ...one,
      constraints: [
        ...one.constraints,
        { kind: 'one-of', path: ['status'], values: ['open'] },
      ],
    })),
  }),
  'the tier lowered': (asked, pick) => ({
    ...asked,
    agent: {
      ...asked.agent,
      riskTier:
        RISK_TIERS[pick % (RISK_TIERS.indexOf(asked.agent.riskTier) + 1)]!,
    },
  }),
  'the scope narrowed': asked => ({
    ...asked,
    agent: { ...asked.agent, scope: 'READ_ONLY' },
  }),
  'a tenant removed from the agent': (asked, pick) => ({
    ...asked,
    agent: { ...asked.agent, tenants: without(asked.agent.tenants, pick) },
  }),
  'made a default agent': asked => ({
    ...asked,
    agent: { ...asked.agent, isDefault: true },
  }),
  'the wrappers removed': asked => ({
    ...asked,
    agent: {
      ...asked.agent,
      tools: asked.agent.tools.map(one => ({
        ...one,
        wrapperServiceId: undefined,
      })),
    },
  }),
  'the sponsor removed': asked => ({ ...asked, sponsor: undefined }),
  'a membership removed': (asked, pick) => ({
    ...asked,
    sponsor: asked.sponsor && {
      ...asked.sponsor,
      memberships: without(asked.sponsor.memberships, pick),
    },
  }),
  'the sponsor made a viewer': asked => ({
    ...asked,
    sponsor: asked.sponsor && {
      ...asked.sponsor,
      memberships: asked.sponsor.memberships.map(one => ({
        ...one,
        roles: one.roles.filter(role => role === 'viewer'),
      })),
    },
  }),
  'an instance given': asked => ({
    ...asked,
    instance: asked.instance ?? instance(),
  }),
  'an instance suspended': asked => ({
    ...asked,
    instance: { ...(asked.instance ?? instance()), state: 'SUSPENDED' },
  }),
};

describe('the effective permission', () => {
  it('permits a good part of what these tests draw', () => {
    const drawn = fc.sample(questions, { numRuns: 2_000, seed: 1 });
    const permitted = drawn.filter(asked => effectivePermission(asked).allowed);
    expect(permitted.length).toBeGreaterThan(200);
  });

  it.each(Object.entries(NARROWINGS))(
    'never becomes a permission with %s',
    (_, narrow) => {
      fc.assert(
        fc.property(questions, fc.nat(9), (asked, pick) => {
          const before = effectivePermission(asked).allowed;
          const after = effectivePermission(narrow(asked, pick)).allowed;
          expect(after && !before).toBe(false);
        }),
        RUNS,
      );
    },
  );

  it('never becomes a permission with the narrower of two scopes', () => {
    // CODE_GEN is beside READ_WRITE, not below it: each has what the other lacks.
    fc.assert(
      fc.property(questions, fc.constantFrom(...SCOPES), (asked, scope) => {
        const both = {
          ...asked,
          instance: { ...(asked.instance ?? instance()), scope },
        };
        const alone = { ...asked, instance: undefined };
        if (effectivePermission(both).allowed) {
          expect(effectivePermission(alone).allowed).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('does not depend on tags, texts and names for people', () => {
    fc.assert(
      fc.property(
        questions,
        fc.array(fc.string()),
        junk,
        fc.string(),
        (asked, tags, anything, text) => {
          const retagged = {
            ...asked,
            agent: {
              ...asked.agent,
              domains: tags,
              processes: anything as string[],
              description: text,
              owner: text,
              model: text,
              displayName: text,
              tools: asked.agent.tools.map(one => ({
                ...one,
                description: text,
              })),
            },
            sponsor: asked.sponsor && { ...asked.sponsor, displayName: text },
          };
          expect(effectivePermission(retagged)).toEqual(
            effectivePermission(asked),
          );
        },
      ),
      RUNS,
    );
  });

  it('does not depend on fields that it does not know', () => {
    const unknown = fc.dictionary(
      fc.string({ minLength: 1 }).map(name => `x-${name}`),
      junk,
      { maxKeys: 3 },
    );
    fc.assert(
      fc.property(questions, unknown, (asked, more) => {
        const widened: PermissionQuestion = {
          ...more,
          ...asked,
          agent: {
            ...more,
            ...asked.agent,
            tools: asked.agent.tools.map(one => ({ ...more, ...one })),
          },
          grants: asked.grants.map(one => ({
            ...more,
            ...one,
            constraints: one.constraints.map(item => ({ ...more, ...item })),
          })),
          sponsor: asked.sponsor && {
            ...more,
            ...asked.sponsor,
            memberships: asked.sponsor.memberships.map(one => ({
              ...more,
              ...one,
            })),
          },
          instance: asked.instance && { ...more, ...asked.instance },
          request: { ...more, ...asked.request },
        };
        expect(effectivePermission(widened)).toEqual(
          effectivePermission(asked),
        );
      }),
      RUNS,
    );
  });

  it('is pure: it changes nothing that it is given, and answers the same twice', () => {
    fc.assert(
      fc.property(questions, asked => {
        const before = structuredClone(asked);
        const first = effectivePermission(asked);
        expect(effectivePermission(asked)).toEqual(first);
        expect(structuredClone(asked)).toEqual(before);
      }),
      RUNS,
    );
  });

  it('permits nothing to junk and never throws', () => {
    fc.assert(
      fc.property(junk, anything => {
        const permission = effectivePermission(anything as PermissionQuestion);
        expect(permission).toMatchObject({ allowed: false });
        expect(!permission.allowed && permission.reasons.length).toBeTruthy();
      }),
      RUNS,
    );
  });

  it('permits nothing when any part that decides is junk', () => {
    // In a list where junk could be right by chance: a version is any text, a time any number.
    const parts: ((value: unknown) => unknown)[] = [
      value => ({ ...question(), agent: value }),
      value => ({ ...question(), grants: value }),
      value => ({ ...question(), grants: [value] }),
      value => ({ ...question(), sponsor: value }),
      value => ({ ...question(), tool: value }),
      value => ({ ...question(), request: value }),
      ...[
        'id',
        'version',
        'sponsor',
        'scope',
        'riskTier',
        'tenants',
        'tools',
      ].map(name => (value: unknown) => ({
        ...question(),
        agent: { ...agent(), [name]: name === 'version' ? [value] : value },
      })),
      ...Object.keys(grant())
        .filter(
          name =>
            ![
              'constraints',
              'id',
              'grantedBy',
              'grantedAt',
              'expiresAt',
            ].includes(name),
        )
        .map(name => (value: unknown) => ({
          ...question(),
          grants: [{ ...grant(), [name]: value }],
        })),
      ...['grantedAt', 'expiresAt'].map(name => (value: unknown) => ({
        ...question(),
        grants: [{ ...grant(), [name]: [value] }],
      })),
      ...['id', 'state', 'memberships'].map(name => (value: unknown) => ({
        ...question(),
        sponsor: { ...sponsor(), [name]: value },
      })),
      ...['tenantId', 'organizationId'].map(name => (value: unknown) => ({
        ...question(),
        request: { ...question().request, [name]: value },
      })),
    ];
    fc.assert(
      fc.property(junk, fc.constantFrom(...parts), (anything, put) => {
        expect(
          effectivePermission(put(anything) as PermissionQuestion).allowed,
        ).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no part of it from a polluted prototype', () => {
    const bare = question();
    const lacking: Record<string, PermissionQuestion> = {
      scope: { ...bare, agent: omit(bare.agent, 'scope') },
      riskTier: { ...bare, agent: omit(bare.agent, 'riskTier') },
      state: { ...bare, sponsor: omit(sponsor(), 'state') },
      expiresAt: { ...bare, grants: [omit(grant(), 'expiresAt')] },
      tenantId: { ...bare, request: omit(bare.request, 'tenantId') },
    };
    const values: Record<string, unknown> = {
      scope: 'READ_WRITE',
      riskTier: 'HIGH',
      state: 'ACTIVE',
      expiresAt: Number.MAX_SAFE_INTEGER,
      tenantId: 'acme',
    };
    for (const [name, asked] of Object.entries(lacking)) {
      const prototype = Object.prototype as unknown as Record<string, unknown>;
      prototype[name] = values[name];
      try {
        expect(effectivePermission(asked).allowed).toBe(false);
      } finally {
        delete prototype[name];
      }
    }
  });

  it('outlives accessors and proxies that throw', () => {
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no');
        },
        ownKeys: () => {
          throw new Error('no');
        },
        getOwnPropertyDescriptor: () => {
          throw new Error('no');
        },
      },
    );
    const throwing = {
      get id(): string {
        throw new Error('no');
      },
    };
    for (const value of [hostile, throwing]) {
      for (const asked of [
        value,
        { ...question(), agent: value },
        { ...question(), grants: [value] },
        { ...question(), request: { ...question().request, arguments: value } },
      ]) {
        expect(effectivePermission(asked as PermissionQuestion).allowed).toBe(
          false,
        );
      }
    }
  });
});

describe('permittedTools', () => {
  it('has every tool and tenant of which a call is permitted, at that moment or later', () => {
    fc.assert(
      fc.property(questions, fc.nat(3), (asked, earlier) => {
        if (!effectivePermission(asked).allowed) return;
        const { permitted } = permittedTools({
          ...asked,
          now: asked.request.now - earlier,
        });
        expect(permitted).toContainEqual({
          tool: asked.tool,
          tenants: expect.arrayContaining([asked.request.tenantId]),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a tool only for reasons that hold for every call', () => {
    fc.assert(
      fc.property(questions, asked => {
        const { permitted, refused } = permittedTools({
          ...asked,
          now: asked.request.now,
        });
        expect(permitted.length + refused.length).toBe(
          asked.agent.tools.length,
        );
        for (const { tool, reasons } of refused) {
          expect(reasons).not.toEqual([]);
          expect(effectivePermission({ ...asked, tool }).allowed).toBe(false);
        }
      }),
      RUNS,
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(junk, anything => {
        expect(permittedTools(anything as never).permitted).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('checks before there is a call', () => {
  it('find a problem with every junk and never throw', () => {
    fc.assert(
      fc.property(junk, anything => {
        expect(checkDefinition(anything)).not.toEqual([]);
        expect(checkGrant(anything, agent())).not.toEqual([]);
        expect(checkGrant(grant(), anything)).not.toEqual([]);
      }),
      RUNS,
    );
  });

  it('find a problem with whatever no call could be permitted of', () => {
    fc.assert(
      fc.property(questions, ({ agent: drawn, request }) => {
        const definition = { ...drawn, owner: 'o', model: 'm' };
        if (checkDefinition(definition).length > 0) return;
        // With a grant of each tool and an able sponsor, everything declared is permitted.
        const grants = definition.tools.map(
          ({ name, capabilityClass }, index) =>
            grant({
              id: `grant-${index}`,
              tool: name,
              capabilityClass,
              tenants: definition.tenants,
            }),
        );
        for (const one of grants)
          expect(checkGrant(one, definition)).toEqual([]);
        const able = sponsor({
          id: definition.sponsor,
          memberships: definition.tenants.map(tenantId => ({
            tenantId,
            organizationId: 'sales',
            roles: ['admin'],
            permissions: definition.tools.flatMap(
              ({ sponsorPermissions }) => sponsorPermissions,
            ),
          })),
        });
        expect(
          permittedTools({
            agent: definition,
            grants,
            sponsor: able,
            now: request.now,
          }).refused,
        ).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('find a problem with every tool that a call is refused for by itself', () => {
    fc.assert(
      fc.property(questions, asked => {
        if (!effectivePermission(asked).allowed) return;
        const index = asked.agent.tools.findIndex(
          ({ name }) => name === asked.tool,
        );
        const own = checkDefinition(asked.agent).filter(
          ({ path, code }) =>
            path.startsWith(`tools[${index}].`) &&
            !['TEXT_INVALID', 'TOOL_NAME_AMBIGUOUS'].includes(code),
        );
        expect(own).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** The same without a property. */
function omit<T extends object>(value: T, name: keyof T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== name),
  ) as T;
}
