import { z } from 'zod';

import { canonicalJson, type JsonValue } from '../port/json.js';
import {
  jsonSchema,
  OPERATION_KINDS,
  type OperationKind,
  type Outcome,
  outcomeSchema,
} from '../port/operation.js';
import type { OperationSummary } from '../port/errors.js';
import {
  type RecordedOperation,
  recordedOperationSchema,
} from '../replay/history.js';

/** What an instance, or a branch of one, is started with. */
export const storedStartSchema = z.object({
  instanceId: z.string(),
  actor: z.string(),
  input: jsonSchema,
});

export type StoredStart = z.infer<typeof storedStartSchema>;

/** What is stored with each operation of the port. */
export const storedRecordSchema = z.object({
  operation: recordedOperationSchema,
  /** Of sleeps and waits: when they end, in milliseconds since 1970. */
  untilMs: z.number().optional(),
  /** Of waits. */
  timeoutMs: z.number().optional(),
  roles: z.array(z.string()).optional(),
  requestedBy: z.string().optional(),
  /** Of `parallel`: how many branches. */
  branches: z.number().optional(),
});

/** Shape of what is stored with an operation. */
export type StoredRecord = z.infer<typeof storedRecordSchema>;

/**
 * Everything is stored as text of our own, so that what comes back is what was put in,
 * whatever the engine's serializer does to objects.
 */
export function encode(value: unknown): string {
  return canonicalJson(withoutLimit(value));
}

/** @throws ZodError or SyntaxError when the text is not of that shape. */
export function decode<Value>(schema: z.ZodType<Value>, text: unknown): Value {
  return schema.parse(JSON.parse(z.string().parse(text)));
}

/** An outcome from its text. */
export function decodeOutcome(text: unknown): Outcome {
  return decode(outcomeSchema, text);
}

/** The value of a `parallel` operation. */
export function outcomesAsJson(outcomes: readonly Outcome[]): JsonValue {
  return withoutLimit(outcomes);
}

/** Name of an operation in the engine's tables: when it differs after a crash, the engine says so. */
export function storedName(operation: RecordedOperation): string {
  return `${operation.kind}:${operation.name}#${operation.digest}`;
}

/** The operations that a text mentions by their stored names. */
export function operationsIn(text: string): OperationSummary[] {
  const pattern = new RegExp(
    `(${OPERATION_KINDS.join('|')}):([A-Za-z0-9_.-]+)#([0-9a-f]{64})`,
    'g',
  );
  return [...text.matchAll(pattern)].map(
    ([, kind = '', name = '', digest = '']) => ({
      kind: kind as OperationKind,
      name,
      digest,
    }),
  );
}

/** The parts have been checked one by one; together they may be larger. */
function withoutLimit(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}
