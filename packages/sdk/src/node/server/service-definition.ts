import type { DescService } from '@bufbuild/protobuf';

import type { Subscription } from '../messaging/subscription.js';
import type { ServiceHandlers } from '../service-call.js';

/** Kind of controller that a service is. */
export type PrimitiveKind = 'domain' | 'process' | 'agent';

/** Where a service names what it serves. */
export interface ServiceRoutes {
  service<S extends DescService>(
    service: S,
    handlers: ServiceHandlers<S>,
  ): void;
}

/** What a service is, apart from where it runs. */
export interface ServiceDefinition {
  /** For example `orders`: primitive_name, audience of tokens, producer of events. */
  readonly name: string;
  readonly kind: PrimitiveKind;
  /** Database plans that the service can serve. */
  readonly databasePlans: readonly string[];
  readonly routes: (routes: ServiceRoutes) => void;
  /** Events that the service consumes. */
  readonly subscriptions?: readonly Subscription[];
}

/** Declares a service. */
export function defineService(
  definition: ServiceDefinition,
): ServiceDefinition {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.name)) {
    throw new Error(
      `'${definition.name}' cannot be the name of a service; use lower-case words joined by hyphens.`,
    );
  }
  return definition;
}
