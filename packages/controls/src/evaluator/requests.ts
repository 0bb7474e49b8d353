import type { Readable } from 'node:stream';
import { deserialize, serialize } from 'node:v8';
import type { EvaluationRequest } from './protocol';

const HEADER = 4;

/** A request as it goes to the program. */
export function encodeRequest(request: EvaluationRequest): Buffer {
  const body = serialize(request);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(body.byteLength);
  return Buffer.concat([header, body]);
}

/** The requests of a stream, one after the other, until it ends. */
export async function* readRequests(
  stream: Readable,
): AsyncGenerator<EvaluationRequest> {
  const header = Buffer.alloc(HEADER);
  let filled = 0;
  let body: Buffer | undefined;
  for await (const received of stream) {
    let chunk: Buffer = received;
    while (chunk.byteLength > 0) {
      const target: Buffer = body ?? header;
      const copied = chunk.copy(target, filled);
      filled += copied;
      chunk = chunk.subarray(copied);
      if (filled < target.byteLength) break;
      filled = 0;
      if (body === undefined) {
        body = Buffer.alloc(header.readUInt32LE());
      } else {
        const complete = body;
        body = undefined;
        yield deserialize(complete) as EvaluationRequest;
      }
    }
  }
}
