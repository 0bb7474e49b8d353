import { fromBinary } from '@bufbuild/protobuf';

import { AuditEventSchema } from '../../proto/ameide/common/v1/audit_pb.js';
import { EventEnvelopeSchema } from '../../proto/ameide/common/v1/event_pb.js';
import {
  AuditService,
  EventService,
  ProjectionService,
  ProjectRequestSchema,
} from '../../proto/ameide/common/v1/sinks_pb.js';
import type { CallOrigin, Clients } from '../client/clients.js';
import type { ServiceTokenSubject } from '../client/service-tokens.js';
import { newId } from '../database/new-id.js';
import type { OutboxRow } from './outbox-queue.js';

/** Audiences of the platform's services behind the gateway *(platform)*. */
export const PLATFORM_AUDIENCES = {
  event: 'platform-events',
  audit: 'platform-audit',
  projection: 'platform-graph',
} as const;

/**
 * Sends one group of outbox rows: one event, one projection, or many audit
 * entries of one tenant. The token is signed for the tenant and organisation in
 * the row's columns, which row-level security checked when the row was written;
 * a payload that says otherwise is refused by its receiver.
 *
 * @throws ConnectError when the group did not arrive, as a whole.
 */
export async function sendToPlatform(
  clients: Clients,
  rows: readonly OutboxRow[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = rows;
  if (first === undefined) {
    return;
  }
  const call: CallOrigin = { requestId: newId(), signal };
  const subject: ServiceTokenSubject = {
    audience: PLATFORM_AUDIENCES[first.topic],
    tenantId: first.tenant_id,
    organizationId:
      first.topic === 'audit' ? undefined : first.organization_id ?? undefined,
    actor: undefined,
  };
  switch (first.topic) {
    case 'event': {
      await clients
        .forSubject(EventService, subject, call)
        .deliver({ event: fromBinary(EventEnvelopeSchema, first.payload) });
      return;
    }
    case 'projection': {
      await clients
        .forSubject(ProjectionService, subject, call)
        .project(fromBinary(ProjectRequestSchema, first.payload));
      return;
    }
    case 'audit': {
      const events = rows.map(row => fromBinary(AuditEventSchema, row.payload));
      await clients.forSubject(AuditService, subject, call).record({ events });
    }
  }
}

/** Puts together what one request can carry: audit entries of one tenant, everything else alone. */
export function groupForSending(rows: readonly OutboxRow[]): OutboxRow[][] {
  const audit = new Map<string, OutboxRow[]>();
  const groups: OutboxRow[][] = [];
  for (const row of rows) {
    const open = row.topic === 'audit' ? audit.get(row.tenant_id) : undefined;
    if (open !== undefined) {
      open.push(row);
      continue;
    }
    const group = [row];
    groups.push(group);
    if (row.topic === 'audit') {
      audit.set(row.tenant_id, group);
    }
  }
  return groups;
}
