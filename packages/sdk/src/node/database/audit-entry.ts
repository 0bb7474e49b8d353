import {
  create,
  type DescMethod,
  getOption,
  hasOption,
  type MessageShape,
} from '@bufbuild/protobuf';
import { timestampDate, timestampNow } from '@bufbuild/protobuf/wkt';

import {
  type AuditEvent,
  AuditEventSchema,
} from '../../proto/ameide/common/v1/audit_pb.js';
import {
  audit,
  type AuditPolicySchema,
} from '../../proto/ameide/common/v1/options_pb.js';
import type { Identity } from '../identity/identity.js';
import { newId } from './new-id.js';
import { sql, type Statement } from './sql.js';

/** What happened, beside who did it. */
export interface AuditFacts {
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId?: string | undefined;
  /** Why the call was refused; undefined when it was carried out. */
  readonly deniedReason?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** An entry of the audit trail, with its identifier and time. */
export function auditEvent(
  identity: Identity,
  requestId: string,
  facts: AuditFacts,
): AuditEvent {
  return create(AuditEventSchema, {
    id: newId(),
    tenantId: identity.tenantId,
    organizationId: identity.organizationId ?? '',
    userId: identity.subject,
    actorId: identity.actor ?? '',
    action: facts.action,
    resourceType: facts.resourceType,
    resourceId: facts.resourceId ?? '',
    allowed: facts.deniedReason === undefined,
    deniedReason: facts.deniedReason ?? '',
    requestId,
    occurredAt: timestampNow(),
    metadata: { ...facts.metadata },
  });
}

/** Writes the entry into this service's own trail, which is append-only for the run-time role. */
export function insertAuditEntry(event: AuditEvent): Statement {
  const occurredAt =
    event.occurredAt === undefined
      ? new Date()
      : timestampDate(event.occurredAt);
  return sql`INSERT INTO app.audit_log
      (id, tenant_id, organization_id, user_id, actor_id, action, resource_type, resource_id,
       allowed, denied_reason, request_id, occurred_at, metadata)
    VALUES (${event.id}, ${event.tenantId}, ${orNull(event.organizationId)}, ${
    event.userId
  }, ${orNull(event.actorId)},
       ${event.action}, ${event.resourceType}, ${orNull(event.resourceId)},
       ${event.allowed}, ${orNull(event.deniedReason)}, ${
    event.requestId
  }, ${occurredAt}, ${JSON.stringify(event.metadata)})`;
}

/**
 * What a method's contract says about its audit entry.
 *
 * @throws Error when the method declares none: nothing changes without one.
 */
export function auditPolicy(
  method: DescMethod,
): MessageShape<typeof AuditPolicySchema> {
  const policy = hasOption(method, audit)
    ? getOption(method, audit)
    : undefined;
  if (
    policy === undefined ||
    policy.action === '' ||
    policy.resourceType === '' ||
    !policy.mutation
  ) {
    throw new Error(
      `${method.parent.typeName}/${method.name} changes state but its contract declares no ` +
        '(ameide.common.v1.audit) with action, resource_type and mutation: true.',
    );
  }
  return policy;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
