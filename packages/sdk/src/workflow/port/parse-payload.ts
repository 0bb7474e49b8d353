import type { z } from 'zod';

import { InvalidPayloadError } from './errors.js';

/**
 * A value in the shape that is declared for it.
 *
 * @param what Names the value in the error, for example `signal shipped`.
 * @throws InvalidPayloadError that says where it differs.
 */
export function parsePayload<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  what: string,
): Value {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidPayloadError(
      what,
      `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    );
  }
  return parsed.data;
}
