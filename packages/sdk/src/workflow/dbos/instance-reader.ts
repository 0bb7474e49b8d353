import { DBOS } from '@dbos-inc/dbos-sdk';

import type {
  InstanceRequest,
  InstanceState,
  InstanceWait,
} from '../instance/engine.js';
import { isInScope } from '../instance/instance-id.js';
import { parseDefinitionId } from '../instance/workflow-registry.js';
import { InstanceNotFoundError } from '../port/errors.js';
import { messageOf } from '../port/failure.js';
import { jsonSchema, type Outcome } from '../port/operation.js';
import { timedOut } from '../port/timed-out.js';
import { digestOf } from '../replay/digest.js';
import {
  inOrder,
  type RecordedOperation,
  type WorkflowHistory,
} from '../replay/history.js';
import { branchRunId } from './dbos-driver.js';
import {
  decode,
  decodeOutcome,
  outcomesAsJson,
  type StoredRecord,
  storedRecordSchema,
  type StoredStart,
  storedStartSchema,
} from './stored.js';

const RECEIVED = 'DBOS.recv';

/** An instance as DBOS stores it. */
export interface StoredInstance {
  readonly start: StoredStart;
  readonly workflow: string;
  readonly version: number;
  readonly status: 'running' | 'ended' | 'cancelled';
  /** When it has ended. */
  readonly outcome: Outcome | undefined;
}

/** An operation as DBOS stores it, with its outcome if it has ended. */
interface StoredOperation {
  readonly record: StoredRecord;
  readonly operation: RecordedOperation;
}

/**
 * Reads an instance of a scope.
 *
 * @throws InstanceNotFoundError when it is not there, or in another scope.
 */
export async function readInstance({
  instanceId,
  tenantId,
  organizationId,
}: InstanceRequest): Promise<StoredInstance> {
  const found = isInScope(instanceId, { tenantId, organizationId })
    ? await DBOS.getWorkflowStatus(instanceId)
    : null;
  const definition = found && parseDefinitionId(found.workflowName);
  if (!found || !definition) {
    throw new InstanceNotFoundError(instanceId);
  }
  return {
    start: decode(storedStartSchema, found.input?.[0]),
    workflow: definition.name,
    version: definition.version,
    ...endOf(found.status, found.output, found.error),
  };
}

/** How an instance stands. */
export async function readState(
  instanceId: string,
  instance: StoredInstance,
  problem: string | undefined,
): Promise<InstanceState> {
  const { workflow, version, outcome } = instance;
  const about = { instanceId, workflow, version };
  if (instance.status === 'cancelled') {
    return { ...about, status: 'cancelled' };
  }
  if (outcome === undefined) {
    const waits = await readWaits(instanceId);
    return { ...about, status: 'running', waits, problem };
  }
  return outcome.status === 'completed'
    ? { ...about, status: 'completed', result: outcome.value }
    : { ...about, status: 'failed', failure: outcome.failure };
}

/** What an instance and its branches wait for now. */
export async function readWaits(instanceId: string): Promise<InstanceWait[]> {
  const operations = await readOperations(instanceId, instanceId);
  return operations.flatMap(({ record, operation }) => {
    const { kind, name, position, outcome } = operation;
    const { untilMs } = record;
    if (
      outcome !== undefined ||
      untilMs === undefined ||
      (kind !== 'sleep' && kind !== 'signal' && kind !== 'approval')
    ) {
      return [];
    }
    return {
      kind,
      name,
      position,
      until: new Date(untilMs).toISOString(),
      ...(kind === 'approval' && {
        roles: record.roles,
        requestedBy: record.requestedBy,
      }),
    };
  });
}

/** What an instance has done so far. */
export async function readHistory(
  instanceId: string,
  instance: StoredInstance,
): Promise<WorkflowHistory> {
  const operations = await readOperations(instanceId, instanceId);
  return {
    format: 1,
    workflow: instance.workflow,
    version: instance.version,
    inputDigest: digestOf(instance.start.input),
    operations: inOrder(operations.map(({ operation }) => operation)),
    ...(instance.outcome && { outcome: instance.outcome }),
  };
}

async function readOperations(
  instanceId: string,
  runId: string,
): Promise<StoredOperation[]> {
  const steps = (await DBOS.listWorkflowSteps(runId)) ?? [];
  const all: StoredOperation[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.name.startsWith('DBOS.') || !step.name.includes('#')) {
      continue;
    }
    const record = decode(storedRecordSchema, step.output);
    const next = steps[index + 1];
    if (record.branches !== undefined) {
      all.push(...(await readParallel(instanceId, record, record.branches)));
      continue;
    }
    const outcome =
      record.operation.outcome ??
      (record.operation.kind === 'sleep'
        ? sleepOutcome(record, next !== undefined)
        : waitOutcome(record, next));
    all.push({
      record,
      operation: { ...record.operation, ...(outcome && { outcome }) },
    });
  }
  return all;
}

async function readParallel(
  instanceId: string,
  record: StoredRecord,
  branches: number,
): Promise<StoredOperation[]> {
  const position = record.operation.position.split('.').map(Number);
  const within: StoredOperation[] = [];
  const outcomes: Outcome[] = [];
  for (let index = 0; index < branches; index += 1) {
    const runId = branchRunId(instanceId, [...position, index]);
    within.push(...(await readOperations(instanceId, runId)));
    const branch = await DBOS.getWorkflowStatus(runId);
    if (branch?.status === 'SUCCESS') {
      outcomes.push(decodeOutcome(branch.output));
    }
  }
  const ended = outcomes.length === branches;
  const operation: RecordedOperation = {
    ...record.operation,
    ...(ended && {
      outcome: { status: 'completed', value: outcomesAsJson(outcomes) },
    }),
  };
  return [{ record, operation }, ...within];
}

/** A sleep has ended when its time is up, or the code has gone on. */
function sleepOutcome(
  { untilMs = 0 }: StoredRecord,
  wentOn: boolean,
): Outcome | undefined {
  return wentOn || untilMs <= Date.now()
    ? { status: 'completed', value: null }
    : undefined;
}

function waitOutcome(
  { operation, timeoutMs = 0 }: StoredRecord,
  next: { readonly name: string; readonly output: unknown } | undefined,
): Outcome | undefined {
  if (next?.name !== RECEIVED) {
    return undefined;
  }
  return next.output === null
    ? timedOut({ kind: operation.kind, name: operation.name, timeoutMs })
    : { status: 'completed', value: decode(jsonSchema, next.output) };
}

function endOf(
  status: string,
  output: unknown,
  error: unknown,
): Pick<StoredInstance, 'status' | 'outcome'> {
  switch (status) {
    case 'SUCCESS':
      return { status: 'ended', outcome: decodeOutcome(output) };
    case 'ERROR':
      return { status: 'ended', outcome: failureFrom(error) };
    case 'CANCELLED':
      return { status: 'cancelled', outcome: undefined };
    case 'MAX_RECOVERY_ATTEMPTS_EXCEEDED':
      return {
        status: 'ended',
        outcome: {
          status: 'failed',
          failure: {
            code: 'recovery-exhausted',
            message: 'The instance was taken up too often without ending.',
          },
        },
      };
    default:
      return { status: 'running', outcome: undefined };
  }
}

/** A failed instance has thrown its outcome's text, so that DBOS counts it as failed. */
function failureFrom(error: unknown): Outcome {
  try {
    return decodeOutcome(messageOf(error));
  } catch {
    return {
      status: 'failed',
      failure: { code: 'workflow-failed', message: messageOf(error) },
    };
  }
}
