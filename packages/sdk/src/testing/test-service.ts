import type { DescService } from '@bufbuild/protobuf';
import {
  createClient,
  type Client,
  type Interceptor,
  type Transport,
} from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  Http2SessionManager,
} from '@connectrpc/connect-node';

import type { ServiceConfig } from '../node/config/service-config.js';
import {
  startDispatcher,
  type RunningDispatcher,
} from '../node/messaging/dispatcher.js';
import type { ServiceDefinition } from '../node/server/service-definition.js';
import type {
  RunningService,
  ServiceOverrides,
} from '../node/server/start-service.js';
import {
  startTestIssuer,
  type ServiceTokenOptions,
  type TestIssuer,
  type UserTokenOptions,
} from './issuer/test-issuer.js';
import { LogCapture } from './log-capture.js';
import { startTestDatabase, type TestDatabase } from './test-database.js';
import { startTestPlatform, type TestPlatform } from './test-platform.js';

/** The service's own start function; what production runs. */
export type StartService = (
  config: ServiceConfig,
  overrides?: ServiceOverrides,
) => Promise<RunningService>;

/** What a service under test is started from. */
export interface TestServiceOptions {
  readonly definition: ServiceDefinition;
  readonly start: StartService;
  /** File with the statements that create the database roles. */
  readonly roles: URL | string;
  /** Folder of the migrations. */
  readonly migrations: URL | string;
  /** Tenants that have a place in the database; default every tenant where the service supports a shared plan. */
  readonly tenants?: readonly string[];
  /** Connections to the database; default 4. */
  readonly poolSize?: number;
  /** Changes the configuration before the start. */
  readonly configure?: (config: ServiceConfig) => ServiceConfig;
}

/** How to call the service. */
export interface Caller {
  /** `connect` speaks HTTP/1.1, `grpc` HTTP/2; default connect. */
  readonly protocol?: 'connect' | 'grpc';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A user of this service; the audience is the service's own unless said otherwise. */
export type TestUser = Omit<UserTokenOptions, 'audience'> & {
  readonly audience?: string;
};

/** Another service that calls this one. */
export type TestPeer = Omit<ServiceTokenOptions, 'audience'> & {
  readonly audience?: string;
};

/** A service with everything it needs around it, all real. */
export interface TestService {
  readonly url: string;
  readonly managementUrl: string;
  readonly config: ServiceConfig;
  /** What a token must be meant for. */
  readonly audience: string;
  readonly running: RunningService;
  readonly issuer: TestIssuer;
  readonly database: TestDatabase;
  readonly platform: TestPlatform;
  readonly log: LogCapture;
  /** A transport that sends a bearer token, or none. */
  transport(token: string | undefined, caller?: Caller): Transport;
  /** A client with a fresh token of this user. */
  client<S extends DescService>(
    service: S,
    user: TestUser,
    caller?: Caller,
  ): Promise<Client<S>>;
  /** A client with a fresh token of another service. */
  peerClient<S extends DescService>(
    service: S,
    peer: TestPeer,
    caller?: Caller,
  ): Promise<Client<S>>;
  userToken(user: TestUser): Promise<string>;
  peerToken(peer: TestPeer): Promise<string>;
  /** The service's dispatcher, which sends the outbox to the platform. */
  startDispatcher(): Promise<RunningDispatcher>;
  /** Log lines so far, parsed. */
  logs(): Record<string, unknown>[];
  /** A second instance of the service on the same database. */
  startSecond(
    change: (config: ServiceConfig) => ServiceConfig,
    overrides?: ServiceOverrides,
  ): Promise<RunningService>;
  close(): Promise<void>;
}

const EPHEMERAL = { host: '127.0.0.1', port: 0 };
const DATABASE = 'main';

/**
 * Starts a service on 127.0.0.1 with an issuer, a new database and the platform's
 * sinks.
 *
 * @throws Error when a part does not start; the parts before it are closed.
 */
export async function startTestService(
  options: TestServiceOptions,
): Promise<TestService> {
  const { definition } = options;
  const closers: (() => Promise<void>)[] = [];
  const closeAll = async (): Promise<void> => {
    const results = [];
    for (const close of closers.splice(0).reverse()) {
      results.push(...(await Promise.allSettled([close()])));
    }
    const failed = results.find(result => result.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
  };
  try {
    const issuer = await startTestIssuer();
    closers.push(() => issuer.close());
    const platform = await startTestPlatform({ issuer });
    closers.push(() => platform.close());
    const database = await startTestDatabase({
      service: definition.name,
      roles: options.roles,
      migrations: options.migrations,
    });
    closers.push(() => database.close());

    const { privateKeyFile } = await issuer.serviceCredentials(definition.name);
    const base: ServiceConfig = {
      listen: EPHEMERAL,
      management: EPHEMERAL,
      auth: {
        tenantSource: 'claim',
        issuers: [{ issuer: issuer.issuer, jwksUri: issuer.jwksUri }],
        serviceIssuer: {
          issuer: issuer.serviceIssuer,
          jwksUri: issuer.serviceJwksUri,
        },
        maxTokenLifetimeSeconds: 3600,
        clockToleranceSeconds: 0,
      },
      apiKeys: { enabled: false },
      database: databaseConfig(options, database.appUrl),
      gateway: { endpoint: platform.endpoint },
      serviceTokens: {
        tokenEndpoint: issuer.tokenEndpoint,
        clientId: definition.name,
        privateKeyFile,
      },
      cors: { origins: [] },
      telemetry: { traceRatio: 0, logLevel: 'debug' },
      limits: { maxMessageBytes: 1_048_576 },
    };
    const config = options.configure?.(base) ?? base;
    const log = new LogCapture();
    const running = await options.start(config, { logDestination: log });
    closers.push(() => running.close());
    const session = new Http2SessionManager(running.url);
    closers.push(async () => session.abort());

    const audience = config.auth.audience ?? definition.name;
    const userToken = (user: TestUser): Promise<string> =>
      issuer.userToken({ audience, ...user });
    const peerToken = (peer: TestPeer): Promise<string> =>
      issuer.serviceToken({ audience, ...peer });
    const transport = (
      token: string | undefined,
      caller: Caller = {},
    ): Transport => {
      const interceptors = [
        withHeaders({
          ...caller.headers,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        }),
      ];
      return caller.protocol === 'grpc'
        ? createGrpcTransport({
            baseUrl: running.url,
            interceptors,
            sessionManager: session,
          })
        : createConnectTransport({
            baseUrl: running.url,
            httpVersion: '1.1',
            interceptors,
          });
    };
    return {
      url: running.url,
      managementUrl: running.managementUrl,
      config,
      audience,
      running,
      issuer,
      database,
      platform,
      log,
      transport,
      userToken,
      peerToken,
      client: async (service, user, caller) =>
        createClient(service, transport(await userToken(user), caller)),
      peerClient: async (service, peer, caller) =>
        createClient(service, transport(await peerToken(peer), caller)),
      async startDispatcher() {
        const dispatcher = await startDispatcher({
          name: definition.name,
          config: {
            ...config,
            database: databaseConfig(options, database.dispatcherUrl),
          },
          log: {
            info: () => undefined,
            warn: (fields, message) =>
              log.write(`${JSON.stringify({ ...fields, msg: message })}\n`),
          },
          times: { pollMs: 20 },
        });
        const close = once(() => dispatcher.close());
        closers.push(close);
        return { ...dispatcher, close };
      },
      logs: () => log.lines(),
      async startSecond(change, overrides) {
        const second = await options.start(change(config), {
          logDestination: log,
          ...overrides,
        });
        const close = once(() => second.close());
        closers.push(close);
        return { ...second, close };
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** A test may close early what is closed at the end anyway. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => (closing ??= close());
}

function databaseConfig(
  options: TestServiceOptions,
  url: string,
): ServiceConfig['database'] {
  const { definition, tenants, poolSize = 4 } = options;
  if (definition.databasePlans.includes('shared')) {
    return {
      databases: { [DATABASE]: { url } },
      plans: { shared: DATABASE },
      ...(tenants === undefined && { defaultPlan: 'shared' }),
      tenants: Object.fromEntries(
        (tenants ?? []).map(tenant => [tenant, { databasePlan: 'shared' }]),
      ),
      poolSize,
    };
  }
  // Each tenant has a place of its own in the configuration. That they are one database makes the test harder, not easier.
  const names = tenants ?? [];
  return {
    databases: Object.fromEntries(
      names.map(tenant => [`database-of-${tenant}`, { url }]),
    ),
    plans: {},
    tenants: Object.fromEntries(
      names.map(tenant => [
        tenant,
        { databasePlan: 'dedicated', database: `database-of-${tenant}` },
      ]),
    ),
    poolSize,
  };
}

function withHeaders(headers: Readonly<Record<string, string>>): Interceptor {
  return next => request => {
    for (const [name, value] of Object.entries(headers)) {
      request.header.set(name, value);
    }
    return next(request);
  };
}
