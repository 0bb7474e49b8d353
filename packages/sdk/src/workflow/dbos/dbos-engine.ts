import { DBOS, Error as DbosErrors } from '@dbos-inc/dbos-sdk';

import type {
  DecideRequest,
  InstanceRequest,
  InstanceState,
  SignalRequest,
  StartedInstance,
  StartRequest,
  WorkflowEngine,
} from '../instance/engine.js';
import { instanceId } from '../instance/instance-id.js';
import type { WorkflowRegistry } from '../instance/workflow-registry.js';
import { decisionSchema, mayDecide } from '../port/approval.js';
import type { AnyWorkflow, WorkflowOutput } from '../port/definition.js';
import {
  CancelledError,
  DecisionRefusedError,
  failureError,
  InstanceConflictError,
  InstanceEndedError,
  InvalidPayloadError,
} from '../port/errors.js';
import { toJson } from '../port/json.js';
import { checkName } from '../port/name.js';
import { parsePayload } from '../port/parse-payload.js';
import type { WorkflowHistory } from '../replay/history.js';
import { approvalTopic, branchRunId, signalTopic } from './dbos-driver.js';
import type { EngineLife } from './engine-life.js';
import {
  readHistory,
  readInstance,
  readState,
  readWaits,
} from './instance-reader.js';
import { encode } from './stored.js';

const RESULT_POLL_MS = 250;
const DRAIN_MS = 10_000;

/** What an engine is made of. */
export interface DbosEngineParts {
  readonly registry: WorkflowRegistry;
  readonly life: EngineLife;
  /** Starts a run that DBOS does not know yet. */
  readonly startRun: (
    workflow: AnyWorkflow,
    runId: string,
    start: string,
  ) => Promise<void>;
  /** Why instances stand still, by id. */
  readonly problems: ReadonlyMap<string, string>;
  /** Closes DBOS. */
  readonly close: () => Promise<void>;
}

/** The engine's calls, over what DBOS stores. */
export class DbosEngine implements WorkflowEngine {
  readonly #parts: DbosEngineParts;
  #closed: Promise<void> | undefined;

  constructor(parts: DbosEngineParts) {
    this.#parts = parts;
  }

  async start<W extends AnyWorkflow>(
    request: StartRequest<W>,
  ): Promise<StartedInstance> {
    const { tenantId, organizationId, workflow, key, actor } = request;
    this.#parts.registry.check(workflow);
    const scope = { tenantId, organizationId };
    const id = instanceId({ ...scope, workflow: workflow.name, key });
    const input = toJson(request.input, 'input');
    parsePayload(workflow.input, input, 'input');
    if (actor === '') {
      throw new InvalidPayloadError('actor', 'is empty');
    }
    const start = encode({ instanceId: id, actor, input });
    try {
      await this.#parts.startRun(workflow, id, start);
      return { instanceId: id, created: true, version: workflow.version };
    } catch (error) {
      if (!isInUse(error)) {
        throw error;
      }
    }
    const there = await readInstance({ ...scope, instanceId: id });
    if (encode(there.start) !== start) {
      throw new InstanceConflictError(id);
    }
    return { instanceId: id, created: false, version: there.version };
  }

  async signal(request: SignalRequest): Promise<void> {
    const { instanceId: id, name, payload, messageId } = request;
    checkName(name, 'signal');
    const message = encode(toJson(payload, `signal ${name}`));
    await this.#running(request);
    await DBOS.send(
      id,
      message,
      signalTopic(name),
      messageId && `${name}:${messageId}`,
    );
  }

  async decide(request: DecideRequest): Promise<void> {
    const { instanceId: id, approval, approver, approved, comment } = request;
    const { tenantId, organizationId } = approver;
    await this.#running({ instanceId: id, tenantId, organizationId });
    const waits = (await readWaits(id)).filter(
      ({ kind, name, position }) =>
        kind === 'approval' &&
        name === approval &&
        position === (request.position ?? position),
    );
    if (waits.length === 0) {
      throw new DecisionRefusedError(approval, 'nobody waits for it');
    }
    const rights = waits.map(wait => ({
      wait,
      right: mayDecide(approver, {
        tenantId,
        organizationId,
        roles: wait.roles ?? [],
        requestedBy: wait.requestedBy,
      }),
    }));
    const allowed = rights.find(({ right }) => right.allowed);
    if (allowed === undefined) {
      const [first] = rights;
      throw new DecisionRefusedError(
        approval,
        first && !first.right.allowed ? first.right.reason : 'not allowed',
      );
    }
    // Now, while the person can be told, and not later in the process.
    const decision = parsePayload(
      decisionSchema,
      {
        approved,
        by: approver.subject,
        at: new Date().toISOString(),
        comment,
      },
      `decision on ${approval}`,
    );
    const { position } = allowed.wait;
    await DBOS.send(
      runIdOf(id, position),
      encode(toJson(decision, `decision on ${approval}`)),
      approvalTopic(position),
    );
  }

  async query(request: InstanceRequest): Promise<InstanceState> {
    const instance = await readInstance(request);
    const { instanceId: id } = request;
    return readState(id, instance, this.#parts.problems.get(id));
  }

  async history(request: InstanceRequest): Promise<WorkflowHistory> {
    return readHistory(request.instanceId, await readInstance(request));
  }

  async result<W extends AnyWorkflow>(
    _workflow: W,
    request: InstanceRequest,
  ): Promise<WorkflowOutput<W>> {
    await readInstance(request);
    const handle = DBOS.retrieveWorkflow(request.instanceId);
    // How it ended is read from the instance; here it is only waited for.
    await handle
      .getResult({ pollingIntervalMs: RESULT_POLL_MS })
      .catch(() => undefined);
    const state = await this.query(request);
    switch (state.status) {
      case 'completed':
        return state.result as WorkflowOutput<W>;
      case 'failed':
        throw failureError(state.failure);
      case 'cancelled':
        throw new CancelledError();
      case 'running':
        throw new Error(
          `Waiting for instance ${request.instanceId} ended before it did.`,
        );
    }
  }

  async cancel(request: InstanceRequest): Promise<void> {
    const { status } = await readInstance(request);
    if (status === 'running') {
      await DBOS.cancelWorkflow(request.instanceId, { cancelChildren: true });
    }
  }

  async shutdown(options: { readonly drainMs?: number } = {}): Promise<void> {
    this.#closed ??= this.#parts.life
      .stop(options.drainMs ?? DRAIN_MS)
      .then(() => this.#parts.close());
    await this.#closed;
  }

  /** @throws InstanceNotFoundError or InstanceEndedError. */
  async #running(request: InstanceRequest): Promise<void> {
    const { status } = await readInstance(request);
    if (status !== 'running') {
      throw new InstanceEndedError(request.instanceId);
    }
  }
}

/** The run that an operation belongs to: the instance's own, or that of a branch. */
function runIdOf(id: string, position: string): string {
  const run = position.split('.').slice(0, -1).map(Number);
  return run.length === 0 ? id : branchRunId(id, run);
}

function isInUse(error: unknown): boolean {
  return (
    error instanceof DbosErrors.DBOSWorkflowIDInUseError ||
    error instanceof DbosErrors.DBOSConflictingWorkflowError
  );
}
