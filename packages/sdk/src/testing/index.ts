export { startPostgresServer, type PostgresServer } from './postgres-server.js';
export {
  startTestDatabase,
  type RoleNames,
  type TestDatabase,
  type TestDatabaseOptions,
} from './test-database.js';
export {
  startTestIssuer,
  type ServiceTokenOptions,
  type SignOptions,
  type TestIssuer,
  type UserTokenOptions,
} from './issuer/test-issuer.js';
export type { SigningKey } from './issuer/signing-keys.js';
export {
  startTestPlatform,
  type Emitter,
  type Received,
  type TestPlatform,
} from './test-platform.js';
export {
  startTestService,
  type Caller,
  type StartService,
  type TestPeer,
  type TestService,
  type TestServiceOptions,
  type TestUser,
} from './test-service.js';
export { isolationSuite } from './isolation/isolation-suite.js';
export type {
  IsolatedPage,
  IsolatedRow,
  IsolationResource,
  PageArgument,
  UpdateArgument,
} from './isolation/isolation-resource.js';
export type { IsolationOptions } from './isolation/world/suite-options.js';
export { operation, type Operation } from './isolation/operation.js';
