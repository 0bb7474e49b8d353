import type { ActivityTypes, AnyActivity } from '../port/activity.js';
import type {
  AnyWorkflow,
  WorkflowInput,
  WorkflowOutput,
} from '../port/definition.js';
import { type Duration } from '../port/duration.js';
import {
  CancelledError,
  failureError,
  type FailureError,
} from '../port/errors.js';
import { toJson } from '../port/json.js';
import type { Outcome } from '../port/operation.js';
import { runWorkflow } from '../port/run-flow.js';
import { instanceId } from '../instance/instance-id.js';
import { digestOf } from '../replay/digest.js';
import { recordHistory, type WorkflowHistory } from '../replay/history.js';
import { Player } from './player.js';

/** A message of the script. */
export interface ScriptedSignal {
  readonly name: string;
  readonly payload: unknown;
  /** After the start; default is at once. */
  readonly after?: Duration;
}

/** A decision of the script: the answer to the next approval of that name. */
export interface ScriptedDecision {
  readonly approval: string;
  readonly approved: boolean;
  /** Subject; default `approver`. */
  readonly by?: string;
  /** Roles that they hold; default is whatever the approval asks for. */
  readonly roles?: readonly string[];
  readonly comment?: string;
  /** After the waiting has begun; default is at once. */
  readonly after?: Duration;
}

/** What a workflow is played with. */
export interface PlayOptions<Input, A> {
  readonly input: Input;
  readonly activities: A;
  readonly signals?: readonly ScriptedSignal[];
  readonly decisions?: readonly ScriptedDecision[];
  /** Cancels the instance this long after its start. */
  readonly cancelAfter?: Duration;
  /** Virtual time of the start; default is the first of January 2026, UTC. */
  readonly start?: Date;
  /** Default `tenant-1`. */
  readonly tenantId?: string;
  /** Default `organisation-1`. */
  readonly organizationId?: string;
  /** Default `1`. */
  readonly key?: string;
  /** Default `requester`. */
  readonly actor?: string;
}

/** How a play ended. */
export type Play<Output> = {
  readonly instanceId: string;
  readonly history: WorkflowHistory;
  /** Virtual time of the end. */
  readonly endedAt: Date;
} & (
  | { readonly status: 'completed'; readonly result: Output }
  | { readonly status: 'failed'; readonly error: FailureError }
  | { readonly status: 'cancelled' }
);

/**
 * Runs a workflow in memory: the activities are really called, sleeps, waits and pauses
 * between attempts take no time. Only the time limit of an attempt is real.
 *
 * @throws ScriptError when it waits for what the script does not give, or a decision is one that an engine would refuse.
 */
export async function playWorkflow<
  W extends AnyWorkflow<A>,
  A extends ActivityTypes<A>,
>(
  definition: W,
  options: PlayOptions<WorkflowInput<W>, A>,
): Promise<Play<WorkflowOutput<W>>> {
  const input = toJson(options.input, 'input');
  const id = instanceId({
    tenantId: options.tenantId ?? 'tenant-1',
    organizationId: options.organizationId ?? 'organisation-1',
    workflow: definition.name,
    key: options.key ?? '1',
  });
  const activities = new Map<string, AnyActivity>(
    Object.entries(options.activities),
  );
  let player: Player | undefined;
  const driver = recordHistory(recording => {
    player = new Player({
      definition,
      activities,
      instanceId: id,
      actor: options.actor ?? 'requester',
      start: options.start ?? new Date(Date.UTC(2026, 0, 1)),
      signals: options.signals ?? [],
      decisions: options.decisions ?? [],
      cancelAfter: options.cancelAfter,
      recording,
    });
    return player;
  });
  let outcome: Outcome | undefined;
  try {
    outcome = await runWorkflow({ definition, instanceId: id, input, driver });
  } catch (error) {
    if (!(error instanceof CancelledError)) {
      throw error;
    }
  }
  const ended = {
    instanceId: id,
    history: {
      format: 1 as const,
      workflow: definition.name,
      version: definition.version,
      inputDigest: digestOf(input),
      operations: driver.operations(),
      ...(outcome && { outcome }),
    },
    endedAt: new Date(player?.nowMs ?? 0),
  };
  if (outcome === undefined) {
    return { ...ended, status: 'cancelled' };
  }
  return outcome.status === 'completed'
    ? {
        ...ended,
        status: 'completed',
        result: outcome.value as WorkflowOutput<W>,
      }
    : { ...ended, status: 'failed', error: failureError(outcome.failure) };
}
