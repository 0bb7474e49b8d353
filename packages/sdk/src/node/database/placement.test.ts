import { Code, ConnectError } from '@connectrpc/connect';

import {
  placementProblems,
  type PlacementRules,
  placeTenant,
} from './placement.js';

type Config = PlacementRules['config'];

function rules(
  config: Partial<Config>,
  supportedPlans = ['shared', 'dedicated'],
): PlacementRules {
  const databases = {
    main: { url: 'postgresql://a@127.0.0.1/a' },
    own: { url: 'postgresql://a@127.0.0.1/b' },
  };
  return {
    config: {
      databases,
      plans: { shared: 'main' },
      tenants: {},
      poolSize: 1,
      ...config,
    },
    supportedPlans,
  };
}

describe('placeTenant', () => {
  const tenants: Config['tenants'] = {
    acme: { databasePlan: 'shared' },
    big: { databasePlan: 'dedicated', database: 'own' },
    gold: { databasePlan: 'gold', database: 'own' },
    lost: { databasePlan: 'dedicated' },
  };

  it.each([
    ['acme', 'main'],
    ['big', 'own'],
  ])('puts %s into %s', (tenant, database) => {
    expect(placeTenant(rules({ tenants }), tenant)).toBe(database);
  });

  it('uses the default plan for tenants that are not listed', () => {
    expect(placeTenant(rules({ tenants, defaultPlan: 'shared' }), 'new')).toBe(
      'main',
    );
  });

  it.each([
    'unknown',
    'gold',
    'lost',
    '',
    '__proto__',
    'constructor',
    'toString',
  ])('refuses %j', tenant => {
    const place = (): string => placeTenant(rules({ tenants }), tenant);
    expect(place).toThrow(ConnectError);
    expect(place).toThrow(
      expect.objectContaining({ code: Code.PermissionDenied }),
    );
  });

  it('refuses a plan that the service does not support', () => {
    expect(() => placeTenant(rules({ tenants }, ['shared']), 'big')).toThrow(
      'not served here',
    );
  });
});

describe('placementProblems', () => {
  it('finds none in a good configuration', () => {
    expect(
      placementProblems(
        rules({
          tenants: { big: { databasePlan: 'dedicated', database: 'own' } },
          defaultPlan: 'shared',
        }),
      ),
    ).toEqual([]);
  });

  it.each<[string, Partial<Config>, string]>([
    [
      'a plan that is not supported',
      { plans: { shared: 'main', gold: 'own' } },
      'database.plans.gold: the service does not support',
    ],
    [
      'a plan with an unknown database',
      { plans: { shared: 'mian' } },
      "database.plans.shared: no database is named 'mian'",
    ],
    [
      'a default without a database',
      { plans: {}, defaultPlan: 'shared' },
      'database.defaultPlan',
    ],
    [
      'a dedicated default',
      { plans: { dedicated: 'own' }, defaultPlan: 'dedicated' },
      'database.defaultPlan',
    ],
    [
      'an unknown database of a tenant',
      { tenants: { t: { databasePlan: 'dedicated', database: 'x' } } },
      'database.tenants.t.database',
    ],
    [
      'a tenant without a database',
      { tenants: { t: { databasePlan: 'dedicated' } } },
      "name the tenant's database",
    ],
    [
      'two tenants in one dedicated database',
      {
        tenants: {
          t: { databasePlan: 'dedicated', database: 'own' },
          u: { databasePlan: 'dedicated', database: 'own' },
        },
      },
      "also serves 't'",
    ],
    [
      'a dedicated database that is also shared',
      {
        tenants: { t: { databasePlan: 'dedicated', database: 'main' } },
        defaultPlan: 'shared',
      },
      "also serves the plan 'shared'",
    ],
  ])('names %s', (_name, config, problem) => {
    expect(placementProblems(rules(config)).join('\n')).toContain(problem);
  });
});
