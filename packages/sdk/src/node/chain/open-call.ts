import { randomUUID } from 'node:crypto';

import { Code, type ConnectError } from '@connectrpc/connect';

import type { TenantDatabase } from '../database/tenant-database.js';
import type { Identity } from '../identity/identity.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { CallTrace, Tracing } from '../telemetry/tracing.js';
import { type CallClock, startClock } from './call-clock.js';
import { mapError } from './map-error.js';
import type { MethodRule } from './method-rule.js';
import type { RefusalAudit } from './refusal-audit.js';

/** A call on its way through the chain. */
export interface OpenCall {
  readonly rule: MethodRule;
  readonly requestId: string;
  readonly trace: CallTrace;
  readonly clock: CallClock;
  readonly startedAt: number;
  log: Logger;
  identity: Identity | undefined;
  database: TenantDatabase | undefined;
  /** What the sensitive fields of the request hold; the call's log shows none of it. */
  readonly sensitiveValues: string[];
  /** How the call ends has been decided; it ends once. */
  ended: boolean;
}

/** What every call is framed in. */
export interface FrameParts {
  readonly tracing: Tracing;
  readonly metrics: Metrics;
  readonly refusals: RefusalAudit;
  readonly log: Logger;
}

/** A request id that a caller may choose: it goes into logs and headers as it is. */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** Of the reads that went well and fast, one in so many is logged. */
const READS_PER_LOG_LINE = 50;

/**
 * The outer three steps of the chain: error mapping, tracing and context,
 * refusal audit. Every call begins and ends here, well or not.
 */
export class CallFrame {
  #quietReads = 0;

  constructor(private readonly parts: FrameParts) {}

  /** Begins a call; nothing of it is believed yet. */
  open(rule: MethodRule, headers: Headers, caller: AbortSignal): OpenCall {
    const trace = this.parts.tracing.begin(rule.method, headers);
    const asked = headers.get('x-request-id');
    const requestId =
      asked !== null && REQUEST_ID.test(asked) ? asked : randomUUID();
    const sensitiveValues: string[] = [];
    return {
      rule,
      requestId,
      trace,
      clock: startClock(caller, rule.deadlineMs),
      startedAt: performance.now(),
      log: this.parts.log.with(
        {
          request_id: requestId,
          trace_id: trace.traceId,
          span_id: trace.spanId,
        },
        sensitiveValues,
      ),
      identity: undefined,
      database: undefined,
      sensitiveValues,
      ended: false,
    };
  }

  succeed(call: OpenCall): void {
    if (!call.ended) {
      call.ended = true;
      this.#close(call, undefined);
    }
  }

  /** Ends a call that failed and records it when it was refused. Gives what the caller may see of the error. */
  async fail(call: OpenCall, thrown: unknown): Promise<ConnectError> {
    const error = mapError(thrown);
    if (!call.ended) {
      call.ended = true;
      await this.recordRefusal(call, error);
      this.#close(call, error);
    }
    return error;
  }

  /** Does nothing for errors that are no refusals. Never throws. */
  async recordRefusal(call: OpenCall, error: ConnectError): Promise<void> {
    const { rule, requestId, identity, database, log } = call;
    await this.parts.refusals.record({
      rule,
      error,
      requestId,
      identity,
      database,
      log,
    });
  }

  #close(call: OpenCall, error: ConnectError | undefined): void {
    const { rule, clock, startedAt, trace, log } = call;
    clock.stop();
    const seconds = (performance.now() - startedAt) / 1000;
    const code = error === undefined ? 'ok' : codeName(error.code);
    const slow = rule.p95Ms !== undefined && seconds * 1000 > rule.p95Ms;
    this.parts.tracing.end(trace, code);
    this.parts.metrics.call({
      method: rule.name,
      code,
      seconds,
      breachedBudget: slow,
    });
    const facts = {
      method: rule.name,
      code,
      duration_ms: Math.round(seconds * 1000),
    };
    if (
      error?.code === Code.Internal ||
      (error?.code === Code.Unavailable && error.cause !== undefined)
    ) {
      log.error('call failed', { ...facts, error: error.cause ?? error });
    } else if (
      error !== undefined ||
      rule.mutation ||
      slow ||
      (this.#quietReads += 1) % READS_PER_LOG_LINE === 1
    ) {
      log.info('call', facts);
    }
  }
}

/** `permission_denied`, as Connect writes codes. */
function codeName(code: Code): string {
  return Code[code].replace(/(?!^)[A-Z]/g, '_$&').toLowerCase();
}
