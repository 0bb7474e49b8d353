import type { DescMethod, Message } from '@bufbuild/protobuf';

import type { Clients } from '../client/clients.js';
import { newId } from '../database/new-id.js';
import type {
  TenantDatabase,
  TenantReader,
} from '../database/tenant-database.js';
import type { Identity } from '../identity/identity.js';
import type { ServiceCall } from '../service-call.js';
import type { Logger } from '../telemetry/logger.js';
import type { OpenCall } from './open-call.js';

/** What a handler's call is made of. */
interface CallParts {
  readonly clients: Clients;
  readonly open: OpenCall;
  readonly identity: Identity;
  readonly database: TenantDatabase;
}

/** The request that a change belongs to; its idempotency key is in it. */
interface BoundRequest {
  readonly method: DescMethod;
  readonly message: Message;
}

/** {@link ServiceCall} of an admitted call. What few handlers ask for is made when they do. */
export class AdmittedServiceCall implements ServiceCall {
  readonly identity: Identity;
  readonly requestId: string;
  readonly log: Logger;
  readonly db: TenantReader;
  readonly #parts: CallParts;
  readonly #request: BoundRequest | undefined;

  constructor(parts: CallParts, request?: BoundRequest) {
    const { open, identity, database } = parts;
    this.#parts = parts;
    this.#request = request;
    this.identity = identity;
    this.requestId = open.requestId;
    this.log = open.log;
    this.db = { query: statement => database.query(statement) };
  }

  get signal(): AbortSignal {
    return this.#parts.open.clock.signal;
  }

  /** The same call, now that its request has been read: changes are possible. */
  withRequest(method: DescMethod, message: Message): AdmittedServiceCall {
    return new AdmittedServiceCall(this.#parts, { method, message });
  }

  // Functions of their own, so that a handler may take them out of its call.
  readonly change: ServiceCall['change'] = async (target, run) => {
    if (this.#request === undefined) {
      throw new Error(
        'A change is only possible once the request has been read.',
      );
    }
    const { method, message } = this.#request;
    return await this.#parts.database.change(
      { method, request: message, ...target },
      run,
    );
  };

  readonly client: ServiceCall['client'] = (service, audience) => {
    const { clients, open, identity } = this.#parts;
    return clients.forCaller(service, audience, identity, {
      requestId: open.requestId,
      signal: open.clock.signal,
      traceContext: open.trace.context,
    });
  };

  readonly newId = newId;
}
