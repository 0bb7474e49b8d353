import { Code, type ConnectError } from '@connectrpc/connect';

import type { TenantDatabase } from '../database/tenant-database.js';
import type { Identity } from '../identity/identity.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { MethodRule } from './method-rule.js';
import { InProcessRateLimits } from './rate-limiter.js';

/** Lines of the security stream, for everybody together. */
const SECURITY_STREAM = { requestsPerMinute: 600, burst: 100 };
/** Audit entries for one kind of refusal of one caller: who hammers a door is recorded, not every knock. */
const REPEATED_REFUSALS = { requestsPerMinute: 6, burst: 20 };

/** A call that was refused. */
export interface RefusedCall {
  readonly rule: MethodRule;
  readonly error: ConnectError;
  readonly requestId: string;
  /** Undefined when nobody could be identified. */
  readonly identity: Identity | undefined;
  /** Undefined when the tenant has no database here. */
  readonly database: TenantDatabase | undefined;
  readonly log: Logger;
}

/**
 * Records refusals (§9). With a verified tenant they go into the tenant's audit
 * trail, in a transaction of their own. Without one they go into a bounded
 * security stream: a stranger can fill neither a database nor a disk. All are
 * counted.
 */
export class RefusalAudit {
  readonly #limits = new InProcessRateLimits();

  constructor(private readonly metrics: Metrics) {}

  /** Does nothing for errors that are no refusals. Never throws: a refusal stays one when its record fails. */
  async record(call: RefusedCall): Promise<void> {
    const status = refusalStatus(call.error);
    if (status === undefined) {
      return;
    }
    const reason = reasonOf(call.error, status);
    this.metrics.refusal(call.rule.name, status, reason);
    const { identity, database } = call;
    if (identity === undefined || database === undefined) {
      this.#toSecurityStream(call, reason);
      return;
    }
    const key = [
      identity.tenantId,
      identity.organizationId,
      identity.subject,
      call.rule.name,
      reason,
    ].join('\0');
    if (!this.#limits.take(key, REPEATED_REFUSALS)) {
      this.metrics.droppedSecurityEvent();
      return;
    }
    try {
      await database.recordRefusal({
        action: call.rule.action,
        resourceType: call.rule.resourceType,
        deniedReason: reason,
      });
    } catch (error) {
      call.log.error('a refusal could not be recorded in the audit trail', {
        reason,
        error,
      });
    }
  }

  #toSecurityStream(call: RefusedCall, reason: string): void {
    if (!this.#limits.take('security-stream', SECURITY_STREAM)) {
      this.metrics.droppedSecurityEvent();
      return;
    }
    call.log.warn('refused', {
      stream: 'security',
      method: call.rule.name,
      reason,
    });
  }
}

function refusalStatus(error: ConnectError): 401 | 403 | 429 | undefined {
  switch (error.code) {
    case Code.Unauthenticated:
      return 401;
    case Code.PermissionDenied:
      return 403;
    case Code.ResourceExhausted:
      return 429;
    default:
      return undefined;
  }
}

function reasonOf(error: ConnectError, status: 401 | 403 | 429): string {
  if ('deniedReason' in error && typeof error.deniedReason === 'string')
    return error.deniedReason;
  if ('reason' in error && typeof error.reason === 'string')
    return error.reason;
  return status === 401
    ? 'unauthenticated'
    : status === 403
    ? 'permission_denied'
    : 'resource_exhausted';
}
