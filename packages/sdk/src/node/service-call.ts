import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';

import type {
  ChangeTransaction,
  TenantReader,
} from './database/tenant-database.js';
import type { Identity } from './identity/identity.js';
import type { Logger } from './telemetry/logger.js';

/** What a change is about. */
export interface ChangeTarget {
  /** Id of what is changed; stands in the audit entry. */
  readonly resourceId: string;
  /** Also in the audit entry; never put the value of a confidential or personal field here. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * One call, after every check of the chain has passed. It is all that a handler
 * gets besides the request: there are no headers, no connection and no token.
 *
 * @typeParam O response message of the method.
 */
export interface ServiceCall<O extends DescMessage = DescMessage> {
  readonly identity: Identity;
  /** Also in the response's `x-request-id`. */
  readonly requestId: string;
  /** Aborted at the deadline, when the caller goes away, and when the token of a stream expires. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Reads, bound to the verified tenant and organisation. */
  readonly db: TenantReader;
  /**
   * Carries out a change in one transaction with its audit entry, what it emits
   * and its idempotency record. A repeated `client_request_id` gives the stored
   * response without running anything.
   */
  change(
    target: ChangeTarget,
    run: (tx: ChangeTransaction) => Promise<MessageInitShape<O>>,
  ): Promise<MessageShape<O>>;
  /** A new UUIDv7. */
  newId(): string;
  /** A client of another service that acts for the caller, through the gateway. */
  client<S extends DescService>(service: S, audience: string): Client<S>;
}

/** Handler of one method. */
export type MethodHandler<M> = M extends DescMethodUnary<infer I, infer O>
  ? (
      request: MessageShape<I>,
      call: ServiceCall<O>,
    ) => Promise<MessageInitShape<O>>
  : M extends DescMethodServerStreaming<infer I, infer O>
  ? (
      request: MessageShape<I>,
      call: ServiceCall<O>,
    ) => AsyncIterable<MessageInitShape<O>>
  : M extends DescMethodClientStreaming<infer I, infer O>
  ? (
      requests: AsyncIterable<MessageShape<I>>,
      call: ServiceCall<O>,
    ) => Promise<MessageInitShape<O>>
  : M extends DescMethodBiDiStreaming<infer I, infer O>
  ? (
      requests: AsyncIterable<MessageShape<I>>,
      call: ServiceCall<O>,
    ) => AsyncIterable<MessageInitShape<O>>
  : never;

/** A handler for every method of a service; one that is forgotten does not compile. */
export type ServiceHandlers<S extends DescService> = {
  [Name in keyof S['method']]: MethodHandler<S['method'][Name]>;
};
