import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';

import type { EventEnvelope } from '../../proto/ameide/common/v1/event_pb.js';
import type { Identity } from '../identity/identity.js';
import { lifetimeOf } from '../lifetime.js';
import { insertInboxRow } from '../messaging/inbox.js';
import { type MessageOrigin, outboxAudit } from '../messaging/outbox.js';
import {
  auditEvent,
  type AuditFacts,
  auditPolicy,
  insertAuditEntry,
} from './audit-entry.js';
import type { ConnectionPool } from './connection-pool.js';
import { isStalePlan, type Session } from './session.js';
import {
  claimKey,
  findRecord,
  idempotencyKey,
  type IdempotencyRecord,
  storedResponse,
  storeResponse,
} from './idempotency.js';
import { OpenChange } from './open-change.js';
import {
  auditSettings,
  changeSettings,
  readSettings,
  type SessionContext,
  tenantWideSettings,
} from './session-settings.js';
import { sql, type Statement } from './sql.js';
import { assertRunnable } from './statement-guard.js';
import type {
  ChangeRequest,
  ChangeTransaction,
  DatabaseScope,
  Refusal,
  TenantDatabase,
} from './tenant-database.js';

/** What a handle is bound to. */
export interface TenantDatabaseOptions {
  readonly pool: ConnectionPool;
  readonly identity: Identity;
  readonly scope: DatabaseScope;
  /** The service: producer of its events. */
  readonly service: string;
  /** Role that reads across the organisations of a tenant. */
  readonly tenantWideRole: string;
}

const BEGIN = sql`BEGIN`;
const COMMIT = sql`COMMIT`;
const REFUSAL_TIMEOUT_MS = 2_000;

/** {@link TenantDatabase} on PostgreSQL with row-level security. */
export class PostgresTenantDatabase implements TenantDatabase {
  constructor(private readonly options: TenantDatabaseOptions) {}

  async query<Row extends object>(statement: Statement): Promise<Row[]> {
    assertRunnable(statement);
    const { pool, scope, tenantWideRole } = this.options;
    const settings = scope.tenantWide
      ? tenantWideSettings(this.#context, tenantWideRole)
      : readSettings(this.#context);
    const read = (): Promise<Row[]> =>
      pool.use(scope.lifetime, async session => {
        const results = await session.run(
          [settings, statement],
          scope.timeoutMs,
        );
        return (results[1]?.rows ?? []) as Row[];
      });
    // The connection stays with its statement until that has ended; only the caller stops waiting.
    return await scope.lifetime.race(
      read().catch((error: unknown) =>
        isStalePlan(error) ? read() : Promise.reject(error),
      ),
    );
  }

  async change<O extends DescMessage>(
    change: ChangeRequest<O>,
    run: (tx: ChangeTransaction) => Promise<MessageInitShape<O>>,
  ): Promise<MessageShape<O>> {
    const { method, request } = change;
    const policy = auditPolicy(method);
    const key = idempotencyKey(method, request, this.options.identity);
    const facts = {
      ...policy,
      resourceId: change.resourceId,
      metadata: change.metadata,
    };
    return await this.#transaction(async session => {
      const claim = await this.#open(session, key && claimKey(key));
      if (key !== undefined && claim.length === 0) {
        const [found] = await session.run(
          [findRecord(key)],
          this.options.scope.timeoutMs,
        );
        return fromBinary(
          method.output,
          storedResponse(key, found?.rows[0] as IdempotencyRecord | undefined),
        );
      }
      let response: MessageShape<O> | undefined;
      const origin = this.#origin(
        this.options.scope.requestId,
        this.options.scope.requestId,
      );
      const outbox = await this.#carryOut(session, origin, async tx => {
        response = create(method.output, await run(tx)) as MessageShape<O>;
      });
      const answer = response as MessageShape<O>;
      const record =
        key === undefined
          ? []
          : [storeResponse(key, toBinary(method.output, answer))];
      await this.#commit(session, [
        ...outbox,
        ...this.#audit(facts),
        ...record,
      ]);
      return answer;
    });
  }

  async receive(
    method: DescMethod,
    envelope: EventEnvelope,
    run: (tx: ChangeTransaction) => Promise<void>,
  ): Promise<{ duplicate: boolean }> {
    const { action, resourceType } = auditPolicy(method);
    const metadata = { producer: envelope.producer, type: envelope.type };
    return await this.#transaction(async session => {
      const claim = await this.#open(session, insertInboxRow(envelope));
      if (claim.length === 0) {
        return { duplicate: true };
      }
      const origin = this.#origin(
        envelope.correlationId || this.options.scope.requestId,
        envelope.id,
      );
      const outbox = await this.#carryOut(session, origin, run);
      await this.#commit(session, [
        ...outbox,
        ...this.#audit({
          action,
          resourceType,
          resourceId: envelope.id,
          metadata,
        }),
      ]);
      return { duplicate: false };
    });
  }

  async recordRefusal(refusal: Refusal): Promise<void> {
    const { pool } = this.options;
    // One Sync without BEGIN is one implicit transaction: settings and both rows, or nothing.
    const context = { ...this.#context, timeoutMs: REFUSAL_TIMEOUT_MS };
    await pool.use(
      lifetimeOf(AbortSignal.timeout(REFUSAL_TIMEOUT_MS)),
      session =>
        session.run(
          [auditSettings(context), ...this.#audit(refusal)],
          REFUSAL_TIMEOUT_MS,
        ),
    );
  }

  get #context(): SessionContext {
    const { identity, scope } = this.options;
    return {
      tenantId: identity.tenantId,
      organizationId: identity.organizationId,
      userId: identity.subject,
      timeoutMs: scope.timeoutMs,
    };
  }

  /** Runs work on one connection; whatever is still open at its end is rolled back before the connection is lent again. */
  async #transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.options.scope.tenantWide) {
      throw new Error(
        'A method that is declared tenant-wide reads only; declare it for one organisation to change rows.',
      );
    }
    return await this.options.pool.use(this.options.scope.lifetime, work);
  }

  /** BEGIN, the caller's context and the claim in one round trip; gives the rows of the claim. */
  async #open(
    session: Session,
    claim: Statement | undefined,
  ): Promise<readonly object[]> {
    const opening = [
      BEGIN,
      changeSettings(this.#context),
      ...(claim === undefined ? [] : [claim]),
    ];
    const results = await session.run(opening, this.options.scope.timeoutMs);
    return claim === undefined ? [] : results[2]?.rows ?? [];
  }

  async #carryOut(
    session: Session,
    origin: MessageOrigin,
    run: (tx: ChangeTransaction) => Promise<void>,
  ): Promise<readonly Statement[]> {
    const { lifetime, timeoutMs } = this.options.scope;
    const tx = new OpenChange({ session, origin, timeoutMs, lifetime });
    try {
      await lifetime.race(run(tx));
    } catch (error) {
      tx.end();
      throw error;
    }
    return tx.end();
  }

  async #commit(
    session: Session,
    statements: readonly Statement[],
  ): Promise<void> {
    const results = await session.run(
      [...statements, COMMIT],
      this.options.scope.timeoutMs,
    );
    // PostgreSQL answers COMMIT of a failed transaction with the tag ROLLBACK and no error.
    if (results.at(-1)?.command !== 'COMMIT') {
      throw new Error(
        'The transaction was rolled back at COMMIT because one of its statements had failed.',
      );
    }
  }

  #audit(facts: AuditFacts): Statement[] {
    const { identity, scope } = this.options;
    const event = auditEvent(identity, scope.requestId, facts);
    return [insertAuditEntry(event), outboxAudit(event)];
  }

  #origin(correlationId: string, causationId: string): MessageOrigin {
    const { identity, service } = this.options;
    return {
      tenantId: identity.tenantId,
      organizationId: identity.organizationId ?? '',
      producer: service,
      correlationId,
      causationId,
    };
  }
}
