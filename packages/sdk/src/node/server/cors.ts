import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

import { cors } from '@connectrpc/connect';

import { setAnswerHeaders } from './answer-headers.js';

/** Request headers that the platform's pages may send. */
const ALLOWED_HEADERS = [
  ...cors.allowedHeaders,
  'Authorization',
  'X-Request-Id',
  'Traceparent',
  'Tracestate',
  'Baggage',
];
const EXPOSED_HEADERS = [...cors.exposedHeaders, 'X-Request-Id'];
/** How long a browser may remember the answer, in seconds. */
const MAX_AGE_SECONDS = 600;

/**
 * Answers browsers of the configured origins, and them only; there is no
 * wildcard. Cookies are never asked for: the token travels in a header.
 *
 * @returns whether the request was a preflight and has been answered.
 */
export function handleCors(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  origins: readonly string[],
): boolean {
  const { origin } = request.headers;
  if (origin === undefined) {
    return false;
  }
  response.setHeader('Vary', 'Origin');
  const allowed = origins.includes(origin);
  if (allowed) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader(
      'Access-Control-Expose-Headers',
      EXPOSED_HEADERS.join(', '),
    );
  }
  const isPreflight =
    request.method === 'OPTIONS' &&
    request.headers['access-control-request-method'] !== undefined;
  if (!isPreflight) {
    return false;
  }
  if (allowed) {
    response.setHeader(
      'Access-Control-Allow-Methods',
      cors.allowedMethods.join(', '),
    );
    response.setHeader(
      'Access-Control-Allow-Headers',
      ALLOWED_HEADERS.join(', '),
    );
    response.setHeader('Access-Control-Max-Age', String(MAX_AGE_SECONDS));
  }
  setAnswerHeaders(response);
  response.statusCode = allowed ? 204 : 403;
  response.end();
  return true;
}
