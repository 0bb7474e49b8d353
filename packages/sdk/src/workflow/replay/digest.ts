import { createHash } from 'node:crypto';

import { canonicalJson, type JsonValue } from '../port/json.js';

/** SHA-256 of the canonical JSON of a value, hexadecimal. */
export function digestOf(value: JsonValue): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
