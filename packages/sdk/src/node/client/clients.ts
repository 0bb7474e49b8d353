import type { DescService } from '@bufbuild/protobuf';
import type { Client } from '@connectrpc/connect';
import type { Context } from '@opentelemetry/api';

import type { ServiceConfig } from '../config/service-config.js';
import type { Identity } from '../identity/identity.js';
import {
  AmeideClient,
  connectGateway,
  type GatewayConnection,
} from './ameide-client.js';
import { ServiceTokens, type ServiceTokenSubject } from './service-tokens.js';

/** The call in whose service other services are called. */
export interface CallOrigin {
  readonly requestId: string;
  /** Aborted when the call is over. */
  readonly signal: AbortSignal;
  readonly traceContext?: Context;
}

/** Clients of other services, all over one connection to the gateway. */
export interface Clients {
  /** A client that acts for the caller, in the caller's tenant and organisation. */
  forCaller<S extends DescService>(
    service: S,
    audience: string,
    identity: Identity,
    call: CallOrigin,
  ): Client<S>;
  /** A client for work of this service's own in one tenant. */
  forSubject<S extends DescService>(
    service: S,
    subject: ServiceTokenSubject,
    call: CallOrigin,
  ): Client<S>;
  close(): void;
}

/**
 * Prepares outbound calls. Without `gateway` and `serviceTokens` in the
 * configuration there are none, and asking for a client is an error.
 *
 * @throws Error when the endpoint, the certificate file or the key cannot be used.
 */
export function createClients(
  config: Pick<ServiceConfig, 'gateway' | 'serviceTokens'>,
): Clients {
  const { gateway, serviceTokens } = config;
  if (gateway === undefined || serviceTokens === undefined) {
    const refuse = (): never => {
      throw new Error(
        'gateway and serviceTokens: both must be configured before other services can be called.',
      );
    };
    return { forCaller: refuse, forSubject: refuse, close: () => undefined };
  }
  const connection = connectGateway(gateway.endpoint, gateway.caFile);
  const tokens = new ServiceTokens(serviceTokens);
  const forSubject: Clients['forSubject'] = (service, subject, call) =>
    clientOver(connection, gateway.endpoint, tokens, subject, call).service(
      service,
    );
  return {
    forSubject,
    forCaller: (service, audience, identity, call) =>
      forSubject(service, { audience, ...actingFor(identity) }, call),
    close: () => connection.close(),
  };
}

function clientOver(
  connection: GatewayConnection,
  endpoint: string,
  tokens: ServiceTokens,
  subject: ServiceTokenSubject,
  call: CallOrigin,
): AmeideClient {
  return new AmeideClient({
    endpoint,
    auth: tokens.source(subject),
    requestId: call.requestId,
    signal: call.signal,
    ...(call.traceContext === undefined
      ? {}
      : { traceContext: call.traceContext }),
    transport: interceptors => connection.transport(interceptors),
  });
}

/** A service that already acts for somebody passes that on; itself it is never the actor. */
function actingFor(identity: Identity): Omit<ServiceTokenSubject, 'audience'> {
  const actor =
    identity.actor ??
    (identity.kind === 'service' ? undefined : identity.subject);
  return {
    tenantId: identity.tenantId,
    organizationId: identity.organizationId,
    actor,
  };
}
