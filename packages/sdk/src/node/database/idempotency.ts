import { createHash } from 'node:crypto';

import {
  clone,
  type DescField,
  type DescMethod,
  type Message,
  toBinary,
} from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { Code, ConnectError } from '@connectrpc/connect';

import type { Identity } from '../identity/identity.js';
import { sql, type Statement } from './sql.js';

const CONTEXT_TYPE = 'ameide.common.v1.RequestContext';
const KEY_FIELD = 'client_request_id';

/** What makes a request recognisable when its caller sends it again. */
export interface IdempotencyKey {
  readonly tenantId: string;
  readonly organizationId: string;
  readonly subject: string;
  /** Full method name, for example `ameide.orders.v1.OrdersService/CreateOrder`. */
  readonly method: string;
  readonly clientRequestId: string;
  /** SHA-256 of the request without its context. */
  readonly digest: Buffer;
}

/** The stored record of an earlier request. */
export interface IdempotencyRecord {
  readonly request_digest: Buffer;
  readonly response: Buffer | null;
}

/** Key of a request, or undefined when it carries no `client_request_id`. */
export function idempotencyKey(
  method: DescMethod,
  request: Message,
  identity: Identity,
): IdempotencyKey | undefined {
  const field = method.input.fields.find(isKeyField);
  const clientRequestId =
    field === undefined
      ? ''
      : String(reflect(method.input, request).get(field));
  if (clientRequestId === '' || identity.organizationId === undefined) {
    return undefined;
  }
  return {
    tenantId: identity.tenantId,
    organizationId: identity.organizationId,
    subject: identity.subject,
    method: `${method.parent.typeName}/${method.name}`,
    clientRequestId,
    digest: digestOf(method, request),
  };
}

/** Claims the key; no row comes back when it is taken. A second claim waits for the first one's transaction to end. */
export function claimKey(key: IdempotencyKey): Statement {
  return sql`INSERT INTO app.idempotency_key
      (tenant_id, organization_id, subject, method, client_request_id, request_digest)
    VALUES (${key.tenantId}, ${key.organizationId}, ${key.subject}, ${key.method}, ${key.clientRequestId}, ${key.digest})
    ON CONFLICT DO NOTHING
    RETURNING true AS claimed`;
}

/** Stores the response in the transaction of the change. */
export function storeResponse(
  key: IdempotencyKey,
  response: Uint8Array,
): Statement {
  return sql`UPDATE app.idempotency_key SET response = ${response} WHERE ${matches(
    key,
  )}`;
}

/** Finds what the key's first request left. */
export function findRecord(key: IdempotencyKey): Statement {
  return sql`SELECT request_digest, response FROM app.idempotency_key WHERE ${matches(
    key,
  )}`;
}

/**
 * The stored response for a repeated request.
 *
 * @throws ConnectError `InvalidArgument` when the key was used for another request, `Aborted` when there is no response to give.
 */
export function storedResponse(
  key: IdempotencyKey,
  record: IdempotencyRecord | undefined,
): Buffer {
  if (record === undefined || record.response === null) {
    throw new ConnectError(
      'The request was cleared away while it was repeated; send it again.',
      Code.Aborted,
    );
  }
  if (!record.request_digest.equals(key.digest)) {
    throw new ConnectError(
      'client_request_id: was used for another request; use a new one for each change.',
      Code.InvalidArgument,
    );
  }
  return record.response;
}

// Row-level security names tenant and organisation; the user and the method are ours to name.
function matches(key: IdempotencyKey): Statement {
  return sql`tenant_id = ${key.tenantId} AND organization_id = ${key.organizationId} AND subject = ${key.subject}
      AND method = ${key.method} AND client_request_id = ${key.clientRequestId}`;
}

function isKeyField(field: DescField): boolean {
  return field.fieldKind === 'scalar' && field.name === KEY_FIELD;
}

/** The context differs from try to try (request id, trace) and is not the caller's to say, so it does not count. */
function digestOf(method: DescMethod, request: Message): Buffer {
  const copy = clone(method.input, request);
  const message = reflect(method.input, copy);
  for (const field of method.input.fields) {
    if (
      field.fieldKind === 'message' &&
      field.message.typeName === CONTEXT_TYPE
    ) {
      message.clear(field);
    }
  }
  return createHash('sha256').update(toBinary(method.input, copy)).digest();
}
