import { randomBytes } from 'node:crypto';

let lastMs = 0;
let counter = 0;
const COUNTER_LIMIT = 0x1000;

/**
 * A new UUID of version 7 (RFC 9562): 48 bits of time in milliseconds, 12 bits
 * of a counter within the millisecond, 62 random bits. Ids made later in one
 * process sort later, so a key that ends in one grows at its end.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = randomBytes(1)[0] ?? 0;
  } else {
    // The same millisecond, or a clock set back: order is kept by the counter, then by borrowing the next millisecond.
    counter += 1;
    if (counter >= COUNTER_LIMIT) {
      lastMs += 1;
      counter = 0;
    }
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(
    12,
    16,
  )}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
