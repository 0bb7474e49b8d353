import { z } from 'zod';

import {
  type FlowDriver,
  type Operation,
  OPERATION_KINDS,
  outcomeSchema,
  positionText,
} from '../port/operation.js';
import { digestOf } from './digest.js';

/** Shape of one operation of a history. */
export const recordedOperationSchema = z.object({
  /** `3`, or `2.0.1` for operation 1 of branch 0 of operation 2. */
  position: z.string().regex(/^\d+(\.\d+)*$/),
  kind: z.enum(OPERATION_KINDS),
  name: z.string(),
  /** SHA-256 of the canonical JSON of the input, hexadecimal. */
  digest: z.string(),
  /** Missing while the operation is under way. */
  outcome: outcomeSchema.optional(),
});

/** Shape of a history. */
export const historySchema = z.object({
  format: z.literal(1),
  workflow: z.string(),
  version: z.number(),
  inputDigest: z.string(),
  /** In the order of their positions. */
  operations: z.array(recordedOperationSchema),
  /** How the instance ended; missing while it runs. */
  outcome: outcomeSchema.optional(),
});

/** One operation that an instance has asked for, and how it ended. */
export type RecordedOperation = z.infer<typeof recordedOperationSchema>;

/** What an instance has done, in one form for all engines. It is JSON and may be kept in a file. */
export type WorkflowHistory = z.infer<typeof historySchema>;

/** An operation as it stands in a history, before it has ended. */
export function recordedOperation(operation: Operation): RecordedOperation {
  return {
    position: positionText(operation.position),
    kind: operation.kind,
    name: operation.name,
    digest: digestOf(operation.input),
  };
}

/** The order of a history: that of the code, and branch after branch. */
export function inOrder(
  operations: readonly RecordedOperation[],
): RecordedOperation[] {
  return [...operations].sort((a, b) =>
    comparePositions(a.position, b.position),
  );
}

/** Below zero when the first comes first. */
export function comparePositions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs === -1
    ? left.length - right.length
    : (left[differs] ?? 0) - (right[differs] ?? -1);
}

/** A driver that keeps a record of what passes through it. */
export interface RecordingDriver extends FlowDriver {
  /** What has been asked for so far, in the order of a history. */
  operations(): RecordedOperation[];
}

/**
 * Records at the port: every operation that a driver is asked for, and its outcome.
 * A driver that runs branches over itself must run them over the recording one.
 */
export function recordHistory(
  driver: (recording: FlowDriver) => FlowDriver,
): RecordingDriver {
  const records: RecordedOperation[] = [];
  const recording: RecordingDriver = {
    async perform(operation) {
      const record = recordedOperation(operation);
      records.push(record);
      const outcome = await inner.perform(operation);
      record.outcome = outcome;
      return outcome;
    },
    operations: () => inOrder(records),
  };
  const inner = driver(recording);
  return recording;
}
