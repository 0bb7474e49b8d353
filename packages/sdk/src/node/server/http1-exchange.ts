import type { IncomingMessage, ServerResponse } from 'node:http';

import { Code, ConnectError, createContextValues } from '@connectrpc/connect';
import type {
  UniversalServerRequest,
  UniversalServerResponse,
} from '@connectrpc/connect/protocol';
import { universalResponseToNodeResponse } from '@connectrpc/connect-node';

import { ANSWER_HEADERS } from './answer-headers.js';

/**
 * Base of every request's URL. A caller's `Host` is only a claim, and may be no
 * host at all; nothing here goes by it.
 */
const BASE_URL = 'http://service.invalid';

/** An HTTP/1.1 request as Connect's handlers take it. Its signal ends when the caller goes before the answer is out. */
export function http1Request(
  request: IncomingMessage,
  response: ServerResponse,
): UniversalServerRequest {
  const caller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) {
      caller.abort(new ConnectError('The caller hung up.', Code.Canceled));
    }
  });
  return {
    httpVersion: request.httpVersion,
    method: request.method ?? '',
    url: `${BASE_URL}${request.url ?? ''}`,
    header: webHeaders(request),
    body: request,
    signal: caller.signal,
    contextValues: createContextValues(),
  };
}

/**
 * Writes an answer of Connect's handlers. One whose length is known goes out at
 * once; a stream by Connect's own writing, message by message.
 */
export async function writeHttp1Response(
  answer: UniversalServerResponse,
  response: ServerResponse,
): Promise<void> {
  const all: Record<string, string> = { ...ANSWER_HEADERS };
  answer.header?.forEach((value, name) => {
    all[name] = value;
  });
  const length = Number(answer.header?.get('content-length') ?? NaN);
  if (answer.body === undefined || !Number.isSafeInteger(length)) {
    await universalResponseToNodeResponse(
      { ...answer, header: new Headers(all) },
      response,
    );
    return;
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = answer.body[Symbol.asyncIterator]();
  while (size < length) {
    const next = await body.next();
    if (next.done === true) break;
    chunks.push(next.value);
    size += next.value.byteLength;
  }
  response.writeHead(answer.status, all);
  response.end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

function webHeaders({ headers }: IncomingMessage): Headers {
  const web = new Headers();
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') {
      web.append(name, value);
    } else {
      value?.forEach(one => web.append(name, one));
    }
  }
  return web;
}
