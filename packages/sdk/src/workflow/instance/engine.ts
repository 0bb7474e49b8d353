import type { Approver } from '../port/approval.js';
import type {
  AnyWorkflow,
  WorkflowInput,
  WorkflowOutput,
} from '../port/definition.js';
import type { Failure } from '../port/failure.js';
import type { JsonValue } from '../port/json.js';
import type { WorkflowHistory } from '../replay/history.js';
import type { InstanceScope } from './instance-id.js';

/** A new instance. */
export interface StartRequest<W> extends InstanceScope {
  /** Definition to run; the version is that of the definition. */
  readonly workflow: W;
  /** What the instance is for; unique within tenant, organisation and workflow. */
  readonly key: string;
  readonly input: WorkflowInput<W>;
  /** Subject on whose behalf it runs, and who may not approve for it. */
  readonly actor: string;
}

/** A started instance. */
export interface StartedInstance {
  readonly instanceId: string;
  /** False when it was there already. */
  readonly created: boolean;
  /** Version that it runs on, which an earlier start may have chosen. */
  readonly version: number;
}

/** A message to an instance. */
export interface SignalRequest extends InstanceScope {
  readonly instanceId: string;
  readonly name: string;
  readonly payload: unknown;
  /** Two messages of one id are one message. */
  readonly messageId?: string;
}

/** A person's decision. */
export interface DecideRequest {
  readonly instanceId: string;
  readonly approval: string;
  /** Position of the wait that the person has seen (from `query`): then nothing asked later under the same name is answered. */
  readonly position?: string;
  /** From the verified token of the person who decides now. */
  readonly approver: Approver;
  readonly approved: boolean;
  readonly comment?: string;
}

/** An instance of somebody. */
export interface InstanceRequest extends InstanceScope {
  readonly instanceId: string;
}

/** What an instance waits for. */
export interface InstanceWait {
  readonly kind: 'sleep' | 'signal' | 'approval';
  readonly name: string;
  /** Position of the operation. */
  readonly position: string;
  /** ISO 8601, UTC: when the sleep or the waiting ends. */
  readonly until: string;
  /** Who may decide; only of approvals. */
  readonly roles?: readonly string[] | undefined;
  /** Who may not, because it is their request; only of approvals. */
  readonly requestedBy?: string | undefined;
}

/** How an instance stands. */
export type InstanceState = {
  readonly instanceId: string;
  readonly workflow: string;
  readonly version: number;
} & (
  | {
      readonly status: 'running';
      /** Empty while steps run. */
      readonly waits: readonly InstanceWait[];
      /** Why it does not get on although nothing ended: its code no longer fits its history. */
      readonly problem?: string | undefined;
    }
  | { readonly status: 'completed'; readonly result: JsonValue }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled' }
);

/**
 * Runs instances so that they outlive processes. Every call names the scope of its
 * caller, and an instance of another scope is not there.
 */
export interface WorkflowEngine {
  /**
   * Starts an instance, once: the same id again returns the instance that is there,
   * whatever has become of it.
   *
   * @throws InstanceConflictError when it is there with another input or actor.
   * @throws InvalidPayloadError when the input does not fit the definition.
   */
  start<W extends AnyWorkflow>(
    request: StartRequest<W>,
  ): Promise<StartedInstance>;

  /**
   * Sends a message; it is kept until the instance asks for it.
   *
   * @throws InstanceNotFoundError when there is no such instance in the scope.
   * @throws InstanceEndedError when it has ended.
   */
  signal(request: SignalRequest): Promise<void>;

  /**
   * Takes a decision that the instance waits for at this moment, after `mayDecide` has
   * allowed it. It counts for this one wait only.
   *
   * @throws DecisionRefusedError when nobody waits for it or the person may not take it.
   * @throws InstanceNotFoundError when there is no such instance in the approver's scope.
   */
  decide(request: DecideRequest): Promise<void>;

  /**
   * How an instance stands.
   *
   * @throws InstanceNotFoundError when there is no such instance in the scope.
   */
  query(request: InstanceRequest): Promise<InstanceState>;

  /**
   * What the instance has done so far, as `replay` takes it.
   *
   * @throws InstanceNotFoundError when there is no such instance in the scope.
   */
  history(request: InstanceRequest): Promise<WorkflowHistory>;

  /**
   * Waits until the instance has ended.
   *
   * @throws FailureError when it failed, CancelledError when it was cancelled.
   */
  result<W extends AnyWorkflow>(
    workflow: W,
    request: InstanceRequest,
  ): Promise<WorkflowOutput<W>>;

  /**
   * Ends an instance where it is; nothing is undone. A process that can be called off
   * in an orderly way waits for a signal of its own. Nothing happens when it has ended.
   *
   * @throws InstanceNotFoundError when there is no such instance in the scope.
   */
  cancel(request: InstanceRequest): Promise<void>;

  /** Ends the engine, not its instances: running steps get `drainMs` to end (default 10 s), the rest is taken up at the next start. */
  shutdown(options?: { readonly drainMs?: number }): Promise<void>;
}
