import { create } from '@bufbuild/protobuf';

import {
  ProbeRequestSchema,
  ProbeResponseSchema,
} from '../server/fixtures/gen/test/probe/v1/probe_pb.js';
import { fillContext, type KnownContext } from './fill-context.js';

const known: KnownContext = {
  identity: {
    kind: 'service',
    subject: 'billing',
    tenantId: 'acme',
    organizationId: undefined,
    actor: 'user-7',
    roles: ['service'],
    scopes: [],
    expiresAt: 0,
  },
  requestId: 'request-1',
  traceId: 'trace-1',
};
const forged = {
  tenantId: 'globex',
  organizationId: 'west',
  userId: 'root',
  roles: ['admin'],
};
const proved = {
  tenantId: 'acme',
  organizationId: '',
  userId: 'billing',
  actorId: 'user-7',
  roles: ['service'],
  requestId: 'request-1',
  traceId: 'trace-1',
};

it('fills in the context where there is none', () => {
  const request = create(ProbeRequestSchema, {});
  fillContext(ProbeRequestSchema, request, known);
  expect(request.context).toMatchObject(proved);
});

it('leaves nothing of what a caller has put there, however deep', () => {
  const item = {
    context: forged,
    title: 'kept',
    inner: { context: forged, inner: { context: forged } },
  };
  const request = create(ProbeRequestSchema, {
    context: forged,
    item,
    items: [item, item],
    named: { first: item },
    contexts: [forged],
  });
  fillContext(ProbeRequestSchema, request, known);
  expect(request.context).toMatchObject(proved);
  for (const filled of [
    request.item,
    ...request.items,
    request.named['first'],
  ]) {
    expect(filled?.title).toBe('kept');
    expect(filled?.context).toMatchObject(proved);
    expect(filled?.inner?.context).toMatchObject(proved);
    expect(filled?.inner?.inner?.context).toMatchObject(proved);
  }
  expect(request.contexts).toEqual([]);
  expect(JSON.stringify(request)).not.toMatch(/globex|west|root|admin/);
});

it('leaves messages without a context alone', () => {
  const response = create(ProbeResponseSchema, { seen: 'x' });
  fillContext(ProbeResponseSchema, response, known);
  expect(response).toEqual(create(ProbeResponseSchema, { seen: 'x' }));
});
