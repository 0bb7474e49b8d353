import type { Duration } from './duration.js';

/** What an activity knows besides its input. */
export interface ActivityContext {
  readonly tenantId: string;
  readonly organizationId: string;
  readonly instanceId: string;
  /** Position of the step in its instance, for example `3` or `2.0.1`. */
  readonly stepId: string;
  /** From 1. It starts again after a crash: a running attempt leaves no trace. */
  readonly attempt: number;
  /**
   * A UUID of instance and position: the same in every attempt and after every crash.
   * Send it as `client_request_id`, so that the domain does its change once.
   */
  readonly idempotencyKey: string;
  /** Subject on whose behalf the instance was started. */
  readonly actor: string;
  /** Aborted when the attempt's time is up or the instance is cancelled. */
  readonly signal: AbortSignal;
}

/** The work of one step: the only place where a process touches the world. It may run more than once. */
export type Activity<Input, Output> = (
  input: Input,
  context: ActivityContext,
) => Promise<Output>;

/** Any activity, whatever it takes and gives. */
export type AnyActivity = Activity<never, unknown>;

/** Activities by name; workflow code sees only this type, never the functions. */
export type ActivityTypes<A> = { readonly [Name in keyof A]: AnyActivity };

/** Names of the activities of a map. */
export type ActivityName<A> = keyof A & string;

/** What an activity takes. */
export type ActivityInput<Function> = Function extends (
  input: infer Input,
  ...rest: never
) => unknown
  ? Input
  : never;

/** What an activity gives. */
export type ActivityOutput<Function> = Function extends (
  ...all: never
) => Promise<infer Output>
  ? Output
  : never;

/**
 * Names the activities of a service. Workflow code imports `typeof activities` only,
 * because an engine may run it where the functions cannot be.
 */
export function defineActivities<const A extends ActivityTypes<A>>(
  activities: A,
): A {
  return activities;
}

/** Thrown by an activity when trying again would not help. */
export class PermanentFailure extends Error {
  override readonly name = 'PermanentFailure';
}

/** How a step is tried. What is not said is 3 attempts of 30 s, a second between the first two, doubling up to a minute. */
export interface StepOptions {
  readonly maxAttempts?: number;
  readonly backoff?: {
    readonly first?: Duration;
    /** By how much each wait is longer than the one before; at least 1. */
    readonly factor?: number;
    readonly longest?: Duration;
  };
  /** Of each attempt. */
  readonly timeout?: Duration;
}
