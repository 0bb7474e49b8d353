import type {
  DescMessage,
  DescMethod,
  Message,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';

import type { EventEnvelope } from '../../proto/ameide/common/v1/event_pb.js';
import type { Identity } from '../identity/identity.js';
import type { Lifetime } from '../lifetime.js';
import type { Statement } from './sql.js';

/**
 * Reads rows of the caller's tenant and organisation. There is no way from here
 * to a bare connection: every statement runs with the verified identity set in
 * its own transaction, and row-level security does the filtering.
 */
export interface TenantReader {
  /**
   * Runs one statement in one round trip, in a read-only transaction.
   *
   * Types: numeric → string, int8 → bigint, int4 and float8 → number, date →
   * 'YYYY-MM-DD', timestamptz → Date, text and uuid → string, bytea → Buffer,
   * jsonb → parsed.
   *
   * @throws a PostgreSQL error with `code` (SQLSTATE); ConnectError `DeadlineExceeded` or `Canceled` when the call is over.
   */
  query<Row extends object>(statement: Statement): Promise<Row[]>;
}

/** What may be said about an emitted event beyond its payload. */
export interface EmitOptions {
  /** What the event follows from; default the request (or, in a subscription, the event) being handled. */
  readonly causationId?: string;
}

/** A value that may be sent to the knowledge graph. */
export type ProjectedValue = string | number | boolean | null;

/** An entity as the knowledge graph sees it: the fields that the service lists explicitly, no others. */
export interface Projection {
  /** Kind of the entity, for example `orders.order`. */
  readonly type: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, ProjectedValue>>;
}

/** A change under way: statements may write, and what is emitted leaves only if the change commits. */
export interface ChangeTransaction extends TenantReader {
  /** Adds a domain event to the outbox of this transaction. */
  emit<S extends DescMessage>(
    schema: S,
    payload: MessageInitShape<S>,
    options?: EmitOptions,
  ): void;
  /** Adds a projection to the outbox of this transaction. */
  project(entity: Projection): void;
}

/** What a change is about; the audit entry and the idempotency key derive from it. */
export interface ChangeRequest<O extends DescMessage> {
  /** Method being served; its `(ameide.common.v1.audit)` option gives action and resource type. */
  readonly method: DescMethod & { readonly output: O };
  /** Request message; its `client_request_id`, when there is one and it is not empty, makes the change idempotent. */
  readonly request: Message;
  readonly resourceId: string;
  /** Goes into the audit entry; never put the value of a confidential or personal field here. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A refused call, for the audit trail. */
export interface Refusal {
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId?: string;
  /** unauthenticated, no_organization, permission_denied, rate_limited, invalid_argument, forged_event. */
  readonly deniedReason: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The database as one call sees it: bound to the verified tenant, organisation and user. */
export interface TenantDatabase extends TenantReader {
  /**
   * Carries out one change in one transaction together with its audit entry, its
   * outbox rows and its idempotency record. The same `client_request_id` with the
   * same request gives the stored response; `run` is not called again.
   *
   * @throws ConnectError `InvalidArgument` when `client_request_id` was used for another request; whatever `run` throws, after the transaction was rolled back.
   */
  change<O extends DescMessage>(
    change: ChangeRequest<O>,
    run: (tx: ChangeTransaction) => Promise<MessageInitShape<O>>,
  ): Promise<MessageShape<O>>;

  /**
   * Takes in one event: records it as received and runs `run`, in one transaction
   * with the audit entry and whatever `run` emits. An event received before
   * changes nothing. The envelope must have been authenticated.
   */
  receive(
    method: DescMethod,
    envelope: EventEnvelope,
    run: (tx: ChangeTransaction) => Promise<void>,
  ): Promise<{ duplicate: boolean }>;

  /** Records that the call was refused: audit entry and forwarding row in a transaction of their own, not bound to the call's lifetime. */
  recordRefusal(refusal: Refusal): Promise<void>;
}

/** How one call uses the database. */
export interface DatabaseScope {
  /** The method is declared tenant-wide: rows of all organisations of the tenant can be read, none written. */
  readonly tenantWide: boolean;
  /** Longest that one statement may take, in milliseconds; from the method's latency budget. */
  readonly timeoutMs: number;
  readonly requestId: string;
  /** Of the call; statements that wait are refused when it is over. */
  readonly lifetime: Lifetime;
}

/** All databases of a service; a tenant's place among them comes from the operator's configuration. */
export interface Databases {
  /** @throws ConnectError `PermissionDenied` when the tenant has no place, or one in a plan that the service does not support. */
  forIdentity(identity: Identity, scope: DatabaseScope): TenantDatabase;
  /** @throws Error when the run-time role of a database could get round row-level security; names the database and the reason. */
  verifyRuntimeRole(): Promise<void>;
  /** @throws Error when an idle pooled connection still carries a tenant, an organisation, a user or another role. */
  checkNoContextLeft(): Promise<void>;
  close(): Promise<void>;
}
