import { createHash } from 'node:crypto';

/**
 * The UUID (version 8, of a SHA-256) of a step of an instance. An instance id holds no
 * `/`, so that no two steps have one key.
 */
export function idempotencyKey(instanceId: string, stepId: string): string {
  const bytes = createHash('sha256').update(`${instanceId}/${stepId}`).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
