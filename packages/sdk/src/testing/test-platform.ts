import { createServer } from 'node:http2';

import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import type { AuditEvent } from '../proto/ameide/common/v1/audit_pb.js';
import type { EventEnvelope } from '../proto/ameide/common/v1/event_pb.js';
import {
  AuditService,
  EventService,
  ProjectionService,
  type ProjectRequest,
} from '../proto/ameide/common/v1/sinks_pb.js';
import type { TestIssuer } from './issuer/test-issuer.js';

/** Who sent something, from the verified token. */
export interface Emitter {
  readonly service: string;
  readonly tenantId: string;
  readonly organizationId: string | undefined;
}

/** One thing that arrived; the same thing may arrive more than once. */
export interface Received<T> {
  readonly emitter: Emitter;
  readonly content: T;
}

/**
 * Stands in for the platform behind the gateway: takes events, audit entries and
 * projections as the platform does, with the token verified and everything that
 * contradicts it refused.
 */
export interface TestPlatform {
  /** Address of the gateway. */
  readonly endpoint: string;
  readonly events: readonly Received<EventEnvelope>[];
  readonly auditEvents: readonly Received<AuditEvent>[];
  readonly projections: readonly Received<ProjectRequest>[];
  /** What was refused, and why. */
  readonly refusals: readonly string[];
  close(): Promise<void>;
}

/** Starts a {@link TestPlatform} on a random port of 127.0.0.1; gRPC over HTTP/2. */
export async function startTestPlatform({
  issuer,
}: {
  issuer: TestIssuer;
}): Promise<TestPlatform> {
  const keys = createRemoteJWKSet(new URL(issuer.serviceJwksUri));
  const events: Received<EventEnvelope>[] = [];
  const auditEvents: Received<AuditEvent>[] = [];
  const projections: Received<ProjectRequest>[] = [];
  const refusals: string[] = [];

  function refuse(reason: string, code: Code): never {
    refusals.push(reason);
    throw new ConnectError(reason, code);
  }

  async function emitterOf(
    context: HandlerContext,
    audience: string,
  ): Promise<Emitter> {
    const token = /^Bearer (\S+)$/.exec(
      context.requestHeader.get('authorization') ?? '',
    )?.[1];
    try {
      const { payload } = await jwtVerify(token ?? '', keys, {
        issuer: issuer.serviceIssuer,
        audience,
        requiredClaims: ['exp', 'sub', 'tenantId'],
      });
      const { sub, tenantId, organizationId } = payload;
      if (
        typeof sub === 'string' &&
        typeof tenantId === 'string' &&
        (organizationId === undefined || typeof organizationId === 'string')
      ) {
        return { service: sub, tenantId, organizationId };
      }
    } catch (error) {
      return refuse(
        `token for ${audience}: ${
          error instanceof Error ? error.message : 'not valid'
        }`,
        Code.Unauthenticated,
      );
    }
    return refuse(
      `token for ${audience}: claims are missing`,
      Code.Unauthenticated,
    );
  }

  const server = createServer(
    connectNodeAdapter({
      routes(router) {
        router.service(EventService, {
          async deliver({ event }, context) {
            const emitter = await emitterOf(context, 'platform-events');
            if (
              event === undefined ||
              event.producer !== emitter.service ||
              event.tenantId !== emitter.tenantId ||
              event.organizationId !== emitter.organizationId
            ) {
              return refuse(
                `an event of ${event?.tenantId}/${event?.organizationId} does not belong to its token`,
                Code.PermissionDenied,
              );
            }
            const duplicate = events.some(
              ({ content }) =>
                content.producer === event.producer && content.id === event.id,
            );
            events.push({ emitter, content: event });
            return { duplicate, handled: true };
          },
        });
        router.service(AuditService, {
          async record(request, context) {
            const emitter = await emitterOf(context, 'platform-audit');
            for (const event of request.events) {
              if (event.tenantId !== emitter.tenantId) {
                return refuse(
                  `an audit entry of ${event.tenantId} does not belong to its token`,
                  Code.PermissionDenied,
                );
              }
            }
            auditEvents.push(
              ...request.events.map(content => ({ emitter, content })),
            );
            return {};
          },
        });
        router.service(ProjectionService, {
          async project(request, context) {
            const emitter = await emitterOf(context, 'platform-graph');
            projections.push({ emitter, content: request });
            return {};
          },
        });
      },
    }),
  );
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', session => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the test platform has no port');
  }
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    events,
    auditEvents,
    projections,
    refusals,
    async close() {
      const closed = new Promise<void>(resolve =>
        server.close(() => resolve()),
      );
      sessions.forEach(session => session.destroy());
      await closed;
    },
  };
}
