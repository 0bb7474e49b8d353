import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { create } from '@bufbuild/protobuf';
import { anyPack, timestampNow } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { RequestContextSchema } from '@ameideio/ameide-sdk-ts/proto/ameide/common/v1/context_pb.js';
import { EventService } from '@ameideio/ameide-sdk-ts/proto/ameide/common/v1/sinks_pb.js';
import type { TestService } from '@ameideio/ameide-sdk-ts/testing';

import { OrdersService } from '../src/gen/ameide/orders/v1/orders_pb.js';
import {
  customerSample,
  orderLineSample,
  orderSample,
} from '../test/samples.js';

const DISPATCH_TIMEOUT_MS = 20_000;

/**
 * Calls every method of the service, well and badly, so that every statement of
 * the template and of the SDK runs once at least: changes and their repetition,
 * a wrong version, a refusal, an event, an API key, the dispatcher.
 */
export async function everyCall(
  service: TestService,
  place: { readonly tenantId: string; readonly organizationId: string },
): Promise<void> {
  const client = await service.client(OrdersService, {
    ...place,
    roles: ['admin'],
    subject: 'explainer',
  });
  const seed = 700_000;
  const once = { clientRequestId: randomUUID(), ...customerSample(seed) };
  const { customer } = await client.createCustomer(once);
  await client.createCustomer(once);
  const customerId = given(customer).id;
  const { order } = await client.createOrder({
    clientRequestId: randomUUID(),
    ...orderSample(seed, { customerId }),
  });
  const orderId = given(order).id;
  const { orderLine } = await client.createOrderLine({
    clientRequestId: randomUUID(),
    ...orderLineSample(seed, { orderId }),
  });

  await client.getCustomer({ id: customerId });
  await client.getOrder({ id: orderId });
  await client.getOrderLine({ id: given(orderLine).id });
  const { nextPageToken } = await client.listOrders({ pageSize: 50 });
  await client.listOrders({ pageSize: 50, pageToken: nextPageToken });
  await client.listOrders({ customerId });
  await client.listCustomers({ pageSize: 10 });
  await client.listOrderLines({ orderId });
  await client.listOrderLines({ pageSize: 10 });
  const wide = await client.listOrdersAcrossOrganizations({ pageSize: 50 });
  await client.listOrdersAcrossOrganizations({ pageToken: wide.nextPageToken });
  for await (const { order: one } of client.exportOrders({})) given(one);
  for await (const { customer: one } of client.exportCustomers({})) given(one);
  for await (const { orderLine: one } of client.exportOrderLines({}))
    given(one);

  await client.updateCustomer({
    id: customerId,
    clientRequestId: randomUUID(),
    expectedVersion: given(customer).version,
    updateMask: { paths: ['name'] },
    name: 'Another name',
  });
  await client.updateOrder({
    id: orderId,
    clientRequestId: randomUUID(),
    expectedVersion: given(order).version,
    updateMask: { paths: ['note'] },
    note: 'another note',
  });
  await client.updateOrderLine({
    id: given(orderLine).id,
    clientRequestId: randomUUID(),
    expectedVersion: given(orderLine).version,
    updateMask: { paths: ['quantity'] },
    quantity: 2n,
  });
  await refused(
    Code.FailedPrecondition,
    client.updateOrder({
      id: orderId,
      clientRequestId: randomUUID(),
      expectedVersion: 99,
      updateMask: { paths: ['note'] },
      note: 'too late',
    }),
  );
  const viewer = await service.client(OrdersService, {
    ...place,
    roles: ['viewer'],
    subject: 'viewer',
  });
  await refused(
    Code.PermissionDenied,
    viewer.createCustomer({
      clientRequestId: randomUUID(),
      ...customerSample(seed + 1),
    }),
  );

  const keyId = randomUUID();
  const prefix = Buffer.from(
    JSON.stringify([place.tenantId, place.organizationId, keyId]),
  ).toString('base64url');
  const key = `ameide_${prefix}.${randomBytes(32).toString('base64url')}`;
  await refused(
    Code.Unauthenticated,
    createClient(OrdersService, service.transport(key)).getOrder({
      id: orderId,
    }),
  );

  const peer = await service.peerClient(EventService, {
    ...place,
    service: 'catalog',
  });
  await peer.deliver({
    event: {
      id: randomUUID(),
      type: RequestContextSchema.typeName,
      ...place,
      producer: 'catalog',
      correlationId: randomUUID(),
      occurredAt: timestampNow(),
      payload: anyPack(RequestContextSchema, create(RequestContextSchema)),
    },
  });

  const dispatcher = await service.startDispatcher();
  const deadline = Date.now() + DISPATCH_TIMEOUT_MS;
  while (
    service.platform.projections.length === 0 ||
    service.platform.auditEvents.length === 0
  ) {
    if (Date.now() > deadline)
      throw new Error('the dispatcher has sent nothing');
    await sleep(50);
  }
  // Its purge comes after its first round.
  await sleep(500);
  await dispatcher.close();
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the response holds no row');
  return value;
}

async function refused(code: Code, call: Promise<unknown>): Promise<void> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => ConnectError.from(thrown),
  );
  if (error?.code !== code)
    throw new Error(
      `expected ${Code[code]}, got ${error?.message ?? 'an answer'}`,
    );
}
