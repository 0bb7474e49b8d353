import {
  create,
  type DescMessage,
  type JsonObject,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import { anyPack, timestampNow } from '@bufbuild/protobuf/wkt';

import {
  type AuditEvent,
  AuditEventSchema,
} from '../../proto/ameide/common/v1/audit_pb.js';
import { EventEnvelopeSchema } from '../../proto/ameide/common/v1/event_pb.js';
import { ProjectRequestSchema } from '../../proto/ameide/common/v1/sinks_pb.js';
import { newId } from '../database/new-id.js';
import { sql, type Statement } from '../database/sql.js';
import type { Projection } from '../database/tenant-database.js';

/** Where an outbox row goes: other services, the platform's audit ingest, the knowledge graph. */
export type OutboxTopic = 'event' | 'audit' | 'projection';

/** For whom, and following from what, messages leave. */
export interface MessageOrigin {
  readonly tenantId: string;
  readonly organizationId: string;
  /** The service that the message comes from. */
  readonly producer: string;
  readonly correlationId: string;
  readonly causationId: string;
}

/** A domain event for other services. */
export function outboxEvent<S extends DescMessage>(
  origin: MessageOrigin,
  schema: S,
  payload: MessageInitShape<S>,
): Statement {
  const id = newId();
  const envelope = create(EventEnvelopeSchema, {
    id,
    type: schema.typeName,
    tenantId: origin.tenantId,
    organizationId: origin.organizationId,
    producer: origin.producer,
    correlationId: origin.correlationId,
    causationId: origin.causationId,
    occurredAt: timestampNow(),
    payload: anyPack(schema, create(schema, payload)),
  });
  return insertRow(
    origin,
    'event',
    schema.typeName,
    id,
    toBinary(EventEnvelopeSchema, envelope),
  );
}

/** The listed fields of an entity, for the knowledge graph. */
export function outboxProjection(
  origin: MessageOrigin,
  entity: Projection,
): Statement {
  const id = newId();
  const fields: JsonObject = { ...entity.fields };
  const request = create(ProjectRequestSchema, {
    id,
    entityType: entity.type,
    entityId: entity.id,
    fields,
  });
  return insertRow(
    origin,
    'projection',
    entity.type,
    id,
    toBinary(ProjectRequestSchema, request),
  );
}

/** An audit entry, to be forwarded to the platform under the entry's own id. */
export function outboxAudit(event: AuditEvent): Statement {
  const owner = {
    tenantId: event.tenantId,
    organizationId: event.organizationId,
  };
  return insertRow(
    owner,
    'audit',
    event.action,
    event.id,
    toBinary(AuditEventSchema, event),
  );
}

function insertRow(
  owner: { readonly tenantId: string; readonly organizationId: string },
  topic: OutboxTopic,
  type: string,
  id: string,
  payload: Uint8Array,
): Statement {
  const organizationId =
    owner.organizationId === '' ? null : owner.organizationId;
  return sql`INSERT INTO app.outbox (id, tenant_id, organization_id, topic, type, payload)
    VALUES (${id}, ${owner.tenantId}, ${organizationId}, ${topic}, ${type}, ${payload})`;
}
