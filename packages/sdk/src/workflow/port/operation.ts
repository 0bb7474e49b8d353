import { z } from 'zod';

import { failureSchema, type Failure } from './failure.js';
import type { JsonValue } from './json.js';

/**
 * Where an operation stands in its instance: the number of the operation, then, in
 * a branch, the number of the branch and the number of the operation in it, and so on.
 */
export type Position = readonly number[];

/** How operations are addressed in histories and ids, for example `2.0.1`. */
export function positionText(position: Position): string {
  return position.join('.');
}

export const OPERATION_KINDS = [
  'step',
  'sleep',
  'signal',
  'approval',
  'now',
  'uuid',
  'parallel',
] as const;

export type OperationKind = (typeof OPERATION_KINDS)[number];

/** How often and how long a step is tried; milliseconds. */
export interface StepPolicy {
  readonly maxAttempts: number;
  readonly firstDelayMs: number;
  readonly factor: number;
  readonly longestDelayMs: number;
  /** For each attempt. */
  readonly timeoutMs: number;
}

interface OperationBase {
  readonly position: Position;
  readonly name: string;
  /** What makes the operation the same when it is asked for again; its digest is recorded. */
  readonly input: JsonValue;
}

/** Calls an activity. Its policy is not part of its identity, so that it may change within a version. */
export interface StepOperation extends OperationBase {
  readonly kind: 'step';
  readonly policy: StepPolicy;
}

export interface SleepOperation extends OperationBase {
  readonly kind: 'sleep';
  readonly durationMs: number;
}

/** Waits for a message to the instance. */
export interface SignalOperation extends OperationBase {
  readonly kind: 'signal';
  readonly timeoutMs: number;
}

/** Waits for a decision by somebody who holds one of the roles. */
export interface ApprovalOperation extends OperationBase {
  readonly kind: 'approval';
  readonly timeoutMs: number;
  readonly roles: readonly string[];
  /** Who must not decide: the subject that asks. */
  readonly requestedBy: string | undefined;
}

export interface BranchCall {
  readonly branch: string;
  readonly input: JsonValue;
}

/** Runs branches of the definition side by side; the outcome's value is the list of their outcomes. */
export interface ParallelOperation extends OperationBase {
  readonly kind: 'parallel';
  readonly calls: readonly BranchCall[];
}

/** Milliseconds since 1970 (`now`), or a random UUID (`uuid`). */
export interface ValueOperation extends OperationBase {
  readonly kind: 'now' | 'uuid';
}

/** One thing that workflow code asks of its engine. */
export type Operation =
  | StepOperation
  | SleepOperation
  | SignalOperation
  | ApprovalOperation
  | ParallelOperation
  | ValueOperation;

/** How an operation, a branch or an instance ended. */
export type Outcome =
  | { readonly status: 'completed'; readonly value: JsonValue }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Shape of any JSON value. */
export const jsonSchema: z.ZodType<JsonValue> = z.json();

/** Shape of a stored outcome. */
export const outcomeSchema: z.ZodType<Outcome> = z.discriminatedUnion(
  'status',
  [
    z.object({ status: z.literal('completed'), value: jsonSchema }),
    z.object({ status: z.literal('failed'), failure: failureSchema }),
  ],
);

/**
 * What stands behind a flow: an engine, the player or the replayer. The flow gives it
 * one operation at a time, in a run or branch, with names and inputs checked.
 */
export interface FlowDriver {
  /**
   * Performs the operation once in the life of the instance: when the same position is
   * asked for again after a crash, the first outcome is returned.
   *
   * @throws InstanceInterruptedError when the run cannot go on; nothing else is thrown.
   */
  perform(operation: Operation): Promise<Outcome>;
}
