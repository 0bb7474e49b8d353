import { describe, expect, it } from '@jest/globals';

import { argumentReasons } from './argument-context.js';

const VERIFIED = { tenantId: 'acme', organizationId: 'sales', userId: 'bob' };

function codes(given: unknown): string[] {
  return argumentReasons(given, VERIFIED).map(({ code }) => code);
}

describe('arguments', () => {
  it.each<[string, unknown]>([
    ['none', undefined],
    [
      'data',
      { customer: 'c-1', lines: [{ count: 1, gift: false, note: null }] },
    ],
    ['without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['the verified tenant itself', { tenantId: 'acme', tenant_ids: ['acme'] }],
    [
      'the verified organisation itself',
      { context: { organizationId: 'sales' } },
    ],
    ['the verified user itself', { userId: 'bob' }],
    ['people of the business', { assigneeId: 'carl', subject: 'Hello' }],
    ['other things of theirs', { organizationType: 'club', username: 'carl' }],
    ['a text about tenants', { question: 'Which tenantId has globex?' }],
  ])('may be %s', (_, given) => {
    expect(codes(given)).toEqual([]);
  });

  it.each<[unknown, string]>([
    [{ tenantId: 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ tenant_id: 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ TENANTID: 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ 'tenant-id': 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ 'x-tenant': 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ targetTenantName: 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ tenantId: 'acme ' }, 'ARGUMENTS_NAME_TENANT'],
    [{ tenantId: '' }, 'ARGUMENTS_NAME_TENANT'],
    [{ tenantId: null }, 'ARGUMENTS_NAME_TENANT'],
    [{ tenantId: { eq: 'acme' } }, 'ARGUMENTS_NAME_TENANT'],
    [{ tenantIds: ['acme', 'globex'] }, 'ARGUMENTS_NAME_TENANT'],
    [{ ｔｅｎａｎｔＩｄ: 'globex' }, 'ARGUMENTS_NAME_TENANT'],
    [{ a: [{ b: { c: { tenantId: 'globex' } } }] }, 'ARGUMENTS_NAME_TENANT'],
    [{ organizationId: 'hr' }, 'ARGUMENTS_NAME_ORGANIZATION'],
    [{ organisation_id: 'hr' }, 'ARGUMENTS_NAME_ORGANIZATION'],
    [{ org: 'hr' }, 'ARGUMENTS_NAME_ORGANIZATION'],
    [{ targetOrgId: 'hr' }, 'ARGUMENTS_NAME_ORGANIZATION'],
    [{ context: { userId: 'root' } }, 'ARGUMENTS_NAME_USER'],
    [{ actorId: 'root' }, 'ARGUMENTS_NAME_USER'],
    [{ sub: 'root' }, 'ARGUMENTS_NAME_USER'],
    [{ onBehalfOfUser: 'root' }, 'ARGUMENTS_NAME_USER'],
    [{ impersonated_user: 'root' }, 'ARGUMENTS_NAME_USER'],
    [{ on_behalf_of: 'root' }, 'ARGUMENTS_NAME_USER'],
  ])('%j: %s', (given, code) => {
    expect(codes(given)).toEqual([code]);
  });

  it('may name no user where none is verified', () => {
    const verified = { ...VERIFIED, userId: undefined };
    expect(argumentReasons({ userId: 'bob' }, verified)).toHaveLength(1);
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  class Order {
    readonly tenantId = 'acme';
  }
  it.each<[string, unknown]>([
    ['a map', { a: new Map([['tenantId', 'globex']]) }],
    ['a date', { a: new Date() }],
    ['an instance of a class', { a: new Order() }],
    ['inherited', Object.create({ tenantId: 'globex' })],
    ['an own __proto__', JSON.parse('{"__proto__": {"tenantId": "globex"}}')],
    ['a symbol', { [Symbol('tenantId')]: 'globex' }],
    ['an accessor', Object.defineProperty({}, 'a', { get: () => 'x' })],
    ['a function', { a: () => 'x' }],
    ['not a number', { a: NaN }],
    ['a bigint', { a: 1n }],
    ['endless', cycle],
    ['deep', JSON.parse('['.repeat(40) + ']'.repeat(40))],
    ['long', Array.from({ length: 20_001 }, () => 0)],
  ])('that are %s are refused', (_, given) => {
    expect(codes(given)).toEqual(['ARGUMENTS_UNREADABLE']);
  });

  it('are not repeated in a reason', () => {
    const reasons = argumentReasons(
      { tenantId: 'SECRET', 'SECRET\n': NaN },
      VERIFIED,
    );
    expect(reasons).toHaveLength(2);
    expect(JSON.stringify(reasons)).not.toContain('SECRET');
  });
});
