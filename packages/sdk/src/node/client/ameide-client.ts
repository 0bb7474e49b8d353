import { readFileSync } from 'node:fs';

import type { DescService } from '@bufbuild/protobuf';
import {
  type Client,
  createClient,
  type Interceptor,
  type Transport,
} from '@connectrpc/connect';
import {
  createGrpcTransport,
  Http2SessionManager,
} from '@connectrpc/connect-node';
import type { Context } from '@opentelemetry/api';

import { isLoopback } from '../database/connection-settings.js';
import {
  authInterceptor,
  deadlineInterceptor,
  metadataInterceptor,
  retryInterceptor,
} from './call-interceptors.js';
import { markErrors } from './outbound-error.js';
import { PLATFORM_RETRY_POLICY } from './retry-policy.js';
import type { TokenSource } from './token-source.js';
import { traceInterceptor } from './trace-interceptor.js';

/** How to reach the platform. */
export interface AmeideClientOptions {
  /** Address of the gateway, for example `https://gateway.ameide.example`. Plaintext only on loopback. */
  readonly endpoint: string;
  readonly auth: TokenSource;
  /** Sent with every call; `authorization` and `x-request-id` cannot be set here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Identifier of the request that these calls belong to; default a new one for each call. */
  readonly requestId?: string;
  /** Innermost interceptors, run for each attempt. */
  readonly interceptors?: readonly Interceptor[];
  /** In place of a connection to `endpoint`; given the interceptors, as Connect's own transports are. */
  readonly transport?: (interceptors: Interceptor[]) => Transport;
  readonly tls?: {
    /** PEM file of the authorities that may sign the gateway's certificate; default the system's. */
    readonly caFile?: string | undefined;
  };
  /** Ends every call when aborted. */
  readonly signal?: AbortSignal;
  /** Trace that the calls belong to; default the active one. */
  readonly traceContext?: Context;
}

const RESERVED_HEADERS = ['authorization', 'x-request-id'];
const LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024;

/**
 * The one way from one service to another: through the gateway, authenticated,
 * with a deadline, retried where that is safe, traced.
 *
 * Interceptors, outermost first: metadata, auth, deadline, retry, tracing, the
 * user's own.
 */
export class AmeideClient {
  readonly #transport: Transport;
  readonly #close: () => void;

  /** @throws Error when the endpoint is not https (or http on loopback), or a header is reserved. */
  constructor(options: AmeideClientOptions) {
    // Connect runs the first of the list outermost.
    const interceptors: Interceptor[] = [
      markErrors(options.signal),
      metadataInterceptor(
        permittedHeaders(options.headers ?? {}),
        options.requestId,
      ),
      authInterceptor(options.auth),
      deadlineInterceptor(options.signal),
      retryInterceptor(PLATFORM_RETRY_POLICY),
      traceInterceptor(options.traceContext),
      ...(options.interceptors ?? []),
    ];
    if (options.transport !== undefined) {
      checkedEndpoint(options.endpoint);
      this.#transport = options.transport(interceptors);
      this.#close = () => undefined;
    } else {
      const connection = connectGateway(options.endpoint, options.tls?.caFile);
      this.#transport = connection.transport(interceptors);
      this.#close = () => connection.close();
    }
  }

  /** A client of one service, with a function for each of its methods. */
  service<S extends DescService>(service: S): Client<S> {
    return createClient(service, this.#transport);
  }

  /** Closes the connection; calls under way fail. */
  close(): void {
    this.#close();
  }
}

/** A connection to the gateway that several clients may share. */
export interface GatewayConnection {
  transport(interceptors: Interceptor[]): Transport;
  close(): void;
}

/** Prepares an HTTP/2 connection to the gateway; it is opened by the first call. */
export function connectGateway(
  endpoint: string,
  caFile: string | undefined,
): GatewayConnection {
  const baseUrl = checkedEndpoint(endpoint);
  const tls = caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
  const sessionManager = new Http2SessionManager(
    baseUrl,
    {},
    { ...tls, rejectUnauthorized: true },
  );
  return {
    transport: interceptors =>
      createGrpcTransport({
        baseUrl,
        sessionManager,
        interceptors,
        readMaxBytes: LARGEST_MESSAGE_BYTES,
      }),
    close: () => sessionManager.abort(),
  };
}

function checkedEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (
    url === undefined ||
    !(
      url.protocol === 'https:' ||
      (url.protocol === 'http:' && isLoopback(url.hostname))
    )
  ) {
    throw new Error(
      `The gateway's endpoint '${endpoint}' must be an https:// address; http:// only on loopback.`,
    );
  }
  return endpoint.replace(/\/+$/, '');
}

function permittedHeaders(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const name of Object.keys(headers)) {
    if (RESERVED_HEADERS.includes(name.toLowerCase())) {
      throw new Error(
        `The header '${name}' cannot be set by hand: AmeideClient sets it from its auth and requestId.`,
      );
    }
  }
  return headers;
}
