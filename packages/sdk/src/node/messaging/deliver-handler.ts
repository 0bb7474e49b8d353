import type { MessageInitShape } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';

import type { EventEnvelope } from '../../proto/ameide/common/v1/event_pb.js';
import {
  type DeliverRequest,
  type DeliverResponseSchema,
  EventService,
} from '../../proto/ameide/common/v1/sinks_pb.js';
import type { TenantDatabase } from '../database/tenant-database.js';
import type { Identity } from '../identity/identity.js';
import { forgedEvent } from './forged-event.js';
import type { Subscription } from './subscription.js';

/** What the handler needs of the call: who delivers, verified, and the database bound to that identity. */
export interface DeliverCall {
  readonly identity: Identity;
  readonly database: TenantDatabase;
}

/** Handler of `ameide.common.v1.EventService/Deliver`. */
export type DeliverHandler = (
  request: DeliverRequest,
  call: DeliverCall,
) => Promise<MessageInitShape<typeof DeliverResponseSchema>>;

/**
 * Makes the handler that takes in events for a service. It believes an envelope
 * only where it agrees with the token it came with, records each event once, and
 * runs the subscription in the same transaction. An event that nobody subscribed
 * to is recorded and acknowledged, so that it is not sent again.
 */
export function createDeliverHandler(
  subscriptions: readonly Subscription[],
): DeliverHandler {
  const byKind = new Map<string, Subscription>();
  for (const subscription of subscriptions) {
    const kind = kindOf(subscription.producer, subscription.type.typeName);
    if (byKind.has(kind)) {
      throw new Error(
        `There are two subscriptions to ${subscription.type.typeName} from ${subscription.producer}; keep one.`,
      );
    }
    byKind.set(kind, subscription);
  }
  return async (request, { identity, database }) => {
    const envelope = request.event;
    if (envelope === undefined) {
      throw new ConnectError('event: is required', Code.InvalidArgument);
    }
    assertAuthentic(envelope, identity);
    const subscription = byKind.get(kindOf(envelope.producer, envelope.type));
    const payload =
      subscription === undefined
        ? undefined
        : payloadOf(envelope, subscription);
    const { duplicate } = await database.receive(
      EventService.method.deliver,
      envelope,
      async tx => {
        if (subscription !== undefined && payload !== undefined) {
          await subscription.handle(payload, tx, envelope);
        }
      },
    );
    return { duplicate, handled: subscription !== undefined };
  };
}

/** Only a service delivers events, only its own, and only into the tenant and organisation that its token was signed for. */
function assertAuthentic(envelope: EventEnvelope, identity: Identity): void {
  const authentic =
    identity.kind === 'service' &&
    envelope.producer === identity.subject &&
    envelope.tenantId === identity.tenantId &&
    identity.organizationId !== undefined &&
    envelope.organizationId === identity.organizationId;
  if (!authentic) {
    throw forgedEvent();
  }
}

function payloadOf(
  envelope: EventEnvelope,
  subscription: Subscription,
): ReturnType<typeof anyUnpack> {
  const refusal = new ConnectError(
    `event.payload: is not a ${subscription.type.typeName}`,
    Code.InvalidArgument,
  );
  try {
    const payload =
      envelope.payload && anyUnpack(envelope.payload, subscription.type);
    if (payload !== undefined) {
      return payload;
    }
  } catch {
    // Bytes that do not decode are refused like a payload of another type.
  }
  throw refusal;
}

/** Neither a service's name nor a message's full name holds a space. */
function kindOf(producer: string, type: string): string {
  return `${producer} ${type}`;
}
