import type { DescMethod, DescService, Message } from '@bufbuild/protobuf';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type HandlerContext,
  type ServiceImpl,
} from '@connectrpc/connect';

import { EventService } from '../../proto/ameide/common/v1/sinks_pb.js';
import type { AdmittedCall } from '../chain/admit-call.js';
import { admittedCallKey } from '../chain/service-chain.js';
import { createDeliverHandler } from '../messaging/deliver-handler.js';
import type { ServiceCall } from '../service-call.js';
import type { ServiceDefinition } from './service-definition.js';

type AnyHandler = (request: unknown, call: ServiceCall) => unknown;

/** A service with its handlers, before it is mounted. */
export interface Mounted {
  readonly service: DescService;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
}

/** What a definition serves, without the intake of events that every service has. */
export function collectServices(definition: ServiceDefinition): Mounted[] {
  const mounted: Mounted[] = [];
  definition.routes({
    service(service, handlers) {
      if (service.typeName === EventService.typeName) {
        throw new Error(
          `${service.typeName} is served by the SDK itself; declare subscriptions instead.`,
        );
      }
      if (mounted.some(one => one.service.typeName === service.typeName)) {
        throw new Error(`${service.typeName} is mounted twice.`);
      }
      mounted.push({
        service,
        handlers: handlers as unknown as Record<string, AnyHandler>,
      });
    },
  });
  return mounted;
}

/** Every method that a definition serves, the intake of events among them. */
export function methodsOf(definition: ServiceDefinition): DescMethod[] {
  return [
    ...collectServices(definition).map(one => one.service),
    EventService,
  ].flatMap(service => service.methods);
}

/** Mounts everything that a definition serves. Handlers run only for calls that the chain has admitted. */
export function registerRoutes(
  router: ConnectRouter,
  definition: ServiceDefinition,
): void {
  for (const { service, handlers } of collectServices(definition)) {
    const implementation = Object.fromEntries(
      service.methods.map(method => {
        const handler = handlers[method.localName];
        if (handler === undefined) {
          throw new Error(
            `${service.typeName} has no handler for ${method.name}.`,
          );
        }
        return [method.localName, adapt(method, handler)];
      }),
    );
    router.service(service, implementation as ServiceImpl<DescService>);
  }
  const deliver = createDeliverHandler(definition.subscriptions ?? []);
  router.service(EventService, {
    deliver: (request, context) => {
      const { call, database } = admitted(context);
      return deliver(request, { identity: call.identity, database });
    },
  });
}

function adapt(
  method: DescMethod,
  handler: AnyHandler,
): (request: unknown, context: HandlerContext) => unknown {
  if (method.methodKind !== 'server_streaming') {
    return (request, context) => handler(request, admitted(context).call);
  }
  // Read when the first message is asked for: the chain binds the request to the call just before.
  return async function* (request, context) {
    yield* handler(request, admitted(context).call) as AsyncIterable<Message>;
  };
}

function admitted(context: HandlerContext): AdmittedCall {
  const call = context.values.get(admittedCallKey);
  if (call === undefined) {
    throw new ConnectError(
      'internal error',
      Code.Internal,
      undefined,
      undefined,
      new Error('The service chain was bypassed.'),
    );
  }
  return call;
}
