import { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';

import {
  Code,
  ConnectError,
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createContextValues,
} from '@connectrpc/connect';
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';

import type { Logger } from '../telemetry/logger.js';
import { setAnswerHeaders } from './answer-headers.js';
import { http1Request, writeHttp1Response } from './http1-exchange.js';
import type { RequestHandler } from './listener.js';

/** How RPCs are served: a router's own options, and what stands around it. */
export interface RpcOptions
  extends Omit<ConnectRouterOptions, 'acceptCompression'> {
  readonly routes: (router: ConnectRouter) => void;
  readonly log: Logger;
}

/**
 * Serves Connect, gRPC-Web and gRPC for the routes of a router.
 *
 * Connect's own adapter for Node is not used, because a `Host` that is no host
 * makes it throw where nothing catches it, and the process ends. HTTP/1.1 is
 * converted by {@link http1Request} and {@link writeHttp1Response}; HTTP/2 by
 * the adapter's own conversions, with that error caught.
 */
export function rpcHandler(options: RpcOptions): RequestHandler {
  const { routes, log, ...routerOptions } = options;
  const router = createConnectRouter({
    ...routerOptions,
    acceptCompression: [compressionGzip, compressionBrotli],
  });
  routes(router);
  const handlers = new Map(
    router.handlers.map(handler => [handler.requestPath, handler]),
  );

  const serve = async (
    ...[request, response]: Parameters<RequestHandler>
  ): Promise<void> => {
    const handler = handlers.get(pathOf(request.url ?? ''));
    if (handler === undefined) {
      refuse(response, 404);
    } else if (
      request instanceof IncomingMessage &&
      response instanceof ServerResponse
    ) {
      const answer = await handler(http1Request(request, response));
      await writeHttp1Response(answer, response);
    } else {
      const universal = convertedHttp2(request, response);
      if (universal === undefined) {
        refuse(response, 400);
        return;
      }
      setAnswerHeaders(response);
      await universalResponseToNodeResponse(await handler(universal), response);
    }
  };
  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A caller that has gone needs no answer, and its going is no fault.
      if (ConnectError.from(error).code !== Code.Aborted) {
        log.error('a call could not be answered', { error });
      }
      response.destroy();
    });
  };
}

/** Undefined when the request names no host, or one that is none. */
function convertedHttp2(
  ...[request, response]: Parameters<RequestHandler>
): ReturnType<typeof universalRequestFromNodeRequest> | undefined {
  try {
    return universalRequestFromNodeRequest(
      request,
      response,
      undefined,
      createContextValues(),
    );
  } catch {
    return undefined;
  }
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function refuse(
  response: ServerResponse | Http2ServerResponse,
  status: 400 | 404,
): void {
  response.statusCode = status;
  setAnswerHeaders(response);
  response.end();
}
