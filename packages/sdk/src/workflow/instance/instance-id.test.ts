import fc from 'fast-check';

import { idempotencyKey } from '../run/idempotency-key.js';
import {
  instanceId,
  type InstanceKey,
  isInScope,
  parseInstanceId,
} from './instance-id.js';

const key: InstanceKey = {
  tenantId: 'acme',
  organizationId: 'north',
  workflow: 'fulfil-order',
  key: '4711',
};

/** Parts as an attacker would choose them. */
const part = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
    fc
      .array(
        fc.constantFrom(':', '/', '%', '%3A', 'a', 'é', '😀', ' ', '..', '#'),
        {
          minLength: 1,
          maxLength: 4,
        },
      )
      .map(pieces => pieces.join('')),
  )
  .filter(text => text.isWellFormed() && !/\p{Cc}/u.test(text));
const keys = fc.record({
  tenantId: part,
  organizationId: part,
  workflow: fc.constantFrom('a', 'b', 'a.b'),
  key: part,
});

describe('instanceId', () => {
  it('is readable, and begins with the tenant', () => {
    expect(instanceId(key)).toBe('acme:north:fulfil-order:4711');
    expect(instanceId({ ...key, tenantId: 'a:b', key: 'x/y' })).toBe(
      'a%3Ab:north:fulfil-order:x%2Fy',
    );
  });

  it('is different for different keys, and tells them', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        expect(parseInstanceId(instanceId(a))).toEqual(a);
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(instanceId(a) === instanceId(b)).toBe(same);
        expect(
          instanceId(a).startsWith(`${encodeURIComponent(a.tenantId)}:`),
        ).toBe(true);
        expect(instanceId(a)).not.toContain('/');
        expect(isInScope(instanceId(a), b)).toBe(
          a.tenantId === b.tenantId && a.organizationId === b.organizationId,
        );
      }),
    );
  });

  it.each<[string, Partial<InstanceKey>, RegExp]>([
    ['an empty tenant', { tenantId: '' }, /tenant of an instance is empty/],
    ['an empty organisation', { organizationId: '' }, /organisation/],
    ['an empty key', { key: '' }, /key/],
    ['a NUL', { key: 'a\u0000' }, /character/],
    ['a new line', { tenantId: 'a\nb' }, /character/],
    ['half a surrogate pair', { key: '\ud800' }, /character/],
    ['a very long part', { key: 'x'.repeat(201) }, /longer than 200/],
    ['a very long id', { key: 'é'.repeat(200) }, /700 are allowed/],
    ['a workflow that is no name', { workflow: 'a:b' }, /a name is/],
  ])('refuses %s', (_, change, message) => {
    expect(() => instanceId({ ...key, ...change })).toThrow(message);
  });
});

it.each([
  '',
  'acme',
  'acme:north:fulfil-order',
  'acme:north:fulfil-order:1:2',
  'acme:north:fulfil-order:%zz',
  'acme:north:fulfil-order:%61',
  'acme:north:fulfil-order:a b',
  ':north:fulfil-order:1',
  'acme:north:fulfil-order:1/2.0',
])('%j is no instance id', id => {
  expect(() => parseInstanceId(id)).toThrow(/is not an instance id/);
  expect(isInScope(id, key)).toBe(false);
});

it('an idempotency key is a UUID of instance and step', () => {
  const uuid =
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  fc.assert(
    fc.property(keys, keys, fc.nat(), fc.nat(), (a, b, m, n) => {
      const first = idempotencyKey(instanceId(a), String(m));
      const second = idempotencyKey(instanceId(b), String(n));
      expect(first).toMatch(uuid);
      expect(first === second).toBe(instanceId(a) === instanceId(b) && m === n);
    }),
  );
});
