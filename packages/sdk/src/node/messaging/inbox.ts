import type { EventEnvelope } from '../../proto/ameide/common/v1/event_pb.js';
import { sql, type Statement } from '../database/sql.js';

/** Records an event as received; no row comes back when it had been received before. */
export function insertInboxRow(envelope: EventEnvelope): Statement {
  return sql`INSERT INTO app.inbox (tenant_id, organization_id, producer, event_id, type)
    VALUES (${envelope.tenantId}, ${envelope.organizationId}, ${envelope.producer}, ${envelope.id}, ${envelope.type})
    ON CONFLICT DO NOTHING
    RETURNING true AS received`;
}
