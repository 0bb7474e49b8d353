import type { z } from 'zod';

import type {
  ActivityInput,
  ActivityName,
  ActivityOutput,
  ActivityTypes,
  StepOptions,
} from './activity.js';
import type { Decision } from './approval.js';
import type { AnyBranch, BranchInput, BranchOutput } from './definition.js';
import type { Duration } from './duration.js';

/** A wait for a message. */
export interface SignalOptions<Payload> {
  /** Waiting has an end, always: a process that nobody answers must say so. */
  readonly timeout: Duration;
  readonly schema: z.ZodType<Payload>;
}

/** A wait for a person's decision. */
export interface ApprovalOptions {
  /** Whoever holds one of these roles, in the instance's tenant and organisation, may decide. */
  readonly roles: readonly string[];
  readonly timeout: Duration;
  /** Subject who must not decide because it is their request; default is the instance's actor. */
  readonly requestedBy?: string;
}

/**
 * What workflow code may do; a branch may do all of it but wait for signals.
 *
 * Its operations run one after the other; side by side only by `parallel`. Each
 * happens once in the life of the instance, however often the code is run again, and
 * the code must ask for the same operations in the same order every time.
 */
export interface BranchFlow<A extends ActivityTypes<A>> {
  /** `<tenant>:<organisation>:<workflow>:<key>`, each part encoded. */
  readonly instanceId: string;

  /** Never there; lets the activities' type be found where a flow is passed on. */
  readonly needs?: (activities: A) => void;

  /**
   * Calls an activity by name.
   *
   * @throws StepFailedError when the activity failed permanently or in every attempt.
   * @throws InvalidPayloadError when input or result is not JSON, or too large.
   */
  step<Name extends ActivityName<A>>(
    name: Name,
    input: ActivityInput<A[Name]>,
    options?: StepOptions,
  ): Promise<ActivityOutput<A[Name]>>;

  /** Waits; the time counts on while no engine runs. */
  sleep(name: string, duration: Duration): Promise<void>;

  /**
   * Waits until a person has decided. A rejection is an answer, not an error.
   *
   * @throws WaitTimedOutError when nobody decided in time.
   */
  approval(name: string, options: ApprovalOptions): Promise<Decision>;

  /** The time, in milliseconds since 1970. */
  now(): Promise<number>;

  /** A random UUID. */
  uuid(): Promise<string>;

  /**
   * Runs branches of the definition side by side and waits for all of them.
   *
   * @returns their results, in the order of the calls.
   * @throws BranchFailedError when one failed, after all have ended.
   */
  parallel<const Branches extends readonly AnyBranch[]>(calls: {
    readonly [I in keyof Branches]: readonly [
      branch: Branches[I],
      input: BranchInput<Branches[I]>,
    ];
  }): Promise<{
    -readonly [I in keyof Branches]: BranchOutput<Branches[I]>;
  }>;
}

/** The port: all that workflow code may touch besides its own values. */
export interface Flow<A extends ActivityTypes<A>> extends BranchFlow<A> {
  /**
   * Waits for a message with this name; those sent before are kept, each is taken once.
   *
   * @throws WaitTimedOutError when none came in time.
   * @throws InvalidPayloadError when it does not fit the schema.
   */
  signal<Payload>(
    name: string,
    options: SignalOptions<Payload>,
  ): Promise<Payload>;
}
