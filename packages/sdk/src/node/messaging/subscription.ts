import type { DescMessage, MessageShape } from '@bufbuild/protobuf';

import type { EventEnvelope } from '../../proto/ameide/common/v1/event_pb.js';
import type { ChangeTransaction } from '../database/tenant-database.js';

/**
 * One kind of event that a service consumes. `handle` runs in the transaction
 * that records the event as received, so an event changes state at most once.
 */
export interface Subscription<S extends DescMessage = DescMessage> {
  /** Message that the event carries. */
  readonly type: S;
  /** Service that the event must come from. */
  readonly producer: string;
  handle(
    payload: MessageShape<S>,
    tx: ChangeTransaction,
    envelope: EventEnvelope,
  ): Promise<void>;
}

/** Declares a subscription with the payload typed by its message. */
export function subscription<S extends DescMessage>(
  declaration: Subscription<S>,
): Subscription<S> {
  return declaration;
}
