import type { DescMethod } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import type { DestinationStream } from 'pino';

import { methodRule } from '../chain/method-rule.js';
import {
  InProcessRateLimits,
  type RateLimitStore,
} from '../chain/rate-limiter.js';
import { RefusalAudit } from '../chain/refusal-audit.js';
import { serviceChain } from '../chain/service-chain.js';
import { createClients } from '../client/clients.js';
import type { ServiceConfig } from '../config/service-config.js';
import { openDatabases } from '../database/open-databases.js';
import { ApiKeyVerifier } from '../identity/api-key-verifier.js';
import { TokenVerifier } from '../identity/token-verifier.js';
import { sensitiveNames } from '../telemetry/classified-fields.js';
import { createLogger } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';
import { createRedactor } from '../telemetry/redaction.js';
import { Tracing } from '../telemetry/tracing.js';
import { handleCors } from './cors.js';
import { listen, type Listener } from './listener.js';
import { managementHandler } from './management.js';
import {
  collectServices,
  methodsOf,
  registerRoutes,
} from './register-routes.js';
import { rpcHandler } from './rpc-handler.js';
import type { ServiceDefinition } from './service-definition.js';

/** What sending a request may take beyond the longest deadline, before its connection is ended. */
const REQUEST_GRACE_MS = 2_000;

/** A service that is being served. */
export interface RunningService {
  /** Of the API, with the real port. */
  readonly url: string;
  /** Of health and metrics. */
  readonly managementUrl: string;
  /** Every method that is served. */
  readonly methods: readonly DescMethod[];
  /** Lets calls under way end, then closes everything. */
  close(): Promise<void>;
}

/** What an operator or a test may put in the place of a default. */
export interface ServiceOverrides {
  /** Default: standard output. */
  readonly logDestination?: DestinationStream;
  /** Default: in this process. */
  readonly rateLimits?: RateLimitStore;
}

/**
 * Starts a service: opens its databases, refuses to go on with a role that could
 * get round row-level security, and serves its methods behind the service chain.
 * There is no other way to serve a definition.
 *
 * @throws Error that says what in the configuration or the database is wrong;
 *   nothing is left open then.
 */
export async function startService(
  definition: ServiceDefinition,
  config: ServiceConfig,
  options: ServiceOverrides = {},
): Promise<RunningService> {
  const meshDeclared = config.listen.mesh === 'declared';
  const services = collectServices(definition);
  const log = createLogger({
    primitiveType: definition.kind,
    primitiveName: definition.name,
    level: config.telemetry.logLevel,
    redact: createRedactor(
      sensitiveNames(services.map(one => one.service.file)),
    ),
    destination: options.logDestination,
  });
  const metrics = new Metrics(definition.name);
  const closers: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close();
    }
  };
  let closing = false;
  try {
    const tracing = new Tracing({
      name: definition.name,
      kind: definition.kind,
      telemetry: config.telemetry,
      meshDeclared,
    });
    closers.push(() => tracing.close());
    const databases = openDatabases(config.database, definition);
    closers.push(() => databases.close());
    await databases.verifyRuntimeRole();
    const clients = createClients(config);
    closers.push(() => clients.close());

    const methods = methodsOf(definition);
    const longestDeadlineMs = Math.max(
      ...methods.map(method => methodRule(method).deadlineMs),
    );
    const chain = serviceChain({
      credentials: {
        tokens: new TokenVerifier(config.auth, definition.name),
        apiKeys: config.apiKeys.enabled
          ? new ApiKeyVerifier(databases)
          : undefined,
      },
      databases,
      clients,
      rateLimits: options.rateLimits ?? new InProcessRateLimits(),
      refusals: new RefusalAudit(metrics),
      validator: createValidator(),
      tracing,
      metrics,
      log,
      methods,
    });
    const rpc = rpcHandler({
      routes: router => registerRoutes(router, definition),
      log,
      requestGate: chain.gate,
      interceptors: [chain.interceptor],
      readMaxBytes: config.limits.maxMessageBytes,
      writeMaxBytes: config.limits.maxMessageBytes * 4,
    });
    const port = async (
      place: { host: string; port: number },
      handler: Parameters<typeof listen>[0]['handler'],
    ): Promise<Listener> => {
      const listener = await listen({
        ...place,
        tls: config.listen.tls,
        meshDeclared,
        requestTimeoutMs: longestDeadlineMs + REQUEST_GRACE_MS,
        handler,
      });
      closers.push(() => listener.close());
      return listener;
    };
    const management = await port(
      config.management,
      managementHandler({ databases, metrics, log, isClosing: () => closing }),
    );
    const api = await port(config.listen, (request, response) => {
      if (!handleCors(request, response, config.cors.origins)) {
        rpc(request, response);
      }
    });
    log.info('serving', { url: api.url, management: management.url });
    return {
      url: api.url,
      managementUrl: management.url,
      methods,
      async close() {
        closing = true;
        await closeAll();
        log.info('closed');
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
