import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';

/** On every answer of the API: nobody may keep it, or take it for another type than it says. */
export const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** Sets them beside what is set already. */
export function setAnswerHeaders(
  response: ServerResponse | Http2ServerResponse,
): void {
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) {
    response.setHeader(name, value);
  }
}
