import type { Readable } from 'node:stream';

/** What to do with lines, and with one that never ends. */
export interface LineListener {
  onLine(line: string): void;
  /** A line is longer than the limit; nothing more is read. */
  onTooLong(): void;
}

/** Splits a stream of UTF-8 into lines of at most so many bytes. */
export function listenToLines(
  stream: Readable,
  longest: number,
  { onLine, onTooLong }: LineListener,
): void {
  let parts: Buffer[] = [];
  let length = 0;
  stream.on('data', (received: Buffer) => {
    let chunk = received;
    for (;;) {
      const end = chunk.indexOf(0x0a);
      const part = end < 0 ? chunk : chunk.subarray(0, end);
      parts.push(part);
      length += part.byteLength;
      if (length > longest) {
        stream.removeAllListeners('data');
        onTooLong();
        return;
      }
      if (end < 0) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      chunk = chunk.subarray(end + 1);
      onLine(line);
    }
  });
}
