/**
 * The server side of an Ameide service: the chain in front of every method, the
 * tenant-scoped database, events, and the client to other services.
 */
export {
  AmeideClient,
  type AmeideClientOptions,
} from './client/ameide-client.js';
export type { TokenSource } from './client/token-source.js';
export {
  loadServiceConfig,
  parseServiceConfig,
} from './config/load-service-config.js';
export {
  type ServiceConfig,
  type ServiceConfigInput,
  serviceConfigSchema,
} from './config/service-config.js';
export { migrate, type MigrateOptions } from './database/migrate.js';
export { newId } from './database/new-id.js';
export { sql, type SqlValue, type Statement } from './database/sql.js';
export type {
  ChangeTransaction,
  Projection,
  TenantReader,
} from './database/tenant-database.js';
export { createApiKey } from './identity/api-key-verifier.js';
export {
  CANONICAL_ROLES,
  type CanonicalRole,
  type Identity,
} from './identity/identity.js';
export {
  type RunningDispatcher,
  startDispatcher,
} from './messaging/dispatcher.js';
export { type Subscription, subscription } from './messaging/subscription.js';
export {
  defineService,
  type ServiceDefinition,
  type ServiceRoutes,
} from './server/service-definition.js';
export {
  type RunningService,
  startService,
  type ServiceOverrides,
} from './server/start-service.js';
export type { RateLimitStore } from './chain/rate-limiter.js';
export type {
  ChangeTarget,
  MethodHandler,
  ServiceCall,
  ServiceHandlers,
} from './service-call.js';
export {
  aborted,
  alreadyExists,
  failedPrecondition,
  invalidArgument,
  notFound,
} from './service-errors.js';
export type { Logger } from './telemetry/logger.js';
