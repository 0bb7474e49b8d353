import { DBOS } from '@dbos-inc/dbos-sdk';

import {
  definitionId,
  type WorkflowRegistry,
} from '../instance/workflow-registry.js';
import type { AnyActivity } from '../port/activity.js';
import type { AnyWorkflow } from '../port/definition.js';
import { CancelledError } from '../port/errors.js';
import type { Outcome, Position } from '../port/operation.js';
import { runBranch, runWorkflow } from '../port/run-flow.js';
import { DbosDriver } from './dbos-driver.js';
import { type EngineLife, park } from './engine-life.js';
import { decode, encode, storedStartSchema } from './stored.js';

/** An instance is taken up at every start of its process; it may live through many. */
const MAX_RECOVERY_ATTEMPTS = 100_000;

type Run = (start: string) => Promise<string>;

/** What the engine can start. */
export interface RegisteredWorkflows {
  run(workflow: AnyWorkflow): Run;
}

/** What code that runs on DBOS needs. */
export interface RegistrationParts {
  readonly registry: WorkflowRegistry;
  readonly activities: ReadonlyMap<string, AnyActivity>;
  readonly life: EngineLife;
  readonly pollMs: number;
  /** Told why an instance stands still. */
  readonly onProblem: (instanceId: string, message: string) => void;
}

/** Makes each definition, and each of its branches, a workflow of DBOS; before the launch. */
export function registerWorkflows(
  parts: RegistrationParts,
): RegisteredWorkflows {
  const { registry, activities, life, pollMs } = parts;
  const runs = new Map<string, Run>();

  async function run(
    definition: AnyWorkflow,
    branch: string | undefined,
    text: string,
  ): Promise<Outcome> {
    const { instanceId, actor, input } = decode(storedStartSchema, text);
    const driver = new DbosDriver({
      instanceId,
      actor,
      activities,
      life,
      pollMs,
      startBranch: async (name, runId, branchInput) => {
        const start = encode({ instanceId, actor, input: branchInput });
        const handle = await DBOS.startWorkflow(
          runOf(branchId(definition, name)),
          { workflowID: runId },
        )(start);
        return () => handle.getResult();
      },
      onProblem: error => parts.onProblem(instanceId, error.message),
    });
    const flow = { definition, instanceId, input, driver };
    try {
      return branch === undefined
        ? await runWorkflow(flow)
        : await runBranch(flow, branch, branchPosition(DBOS.workflowID));
    } catch (error) {
      // Of interruptions, DBOS knows only its own.
      throw error instanceof CancelledError
        ? driver.cancellation ?? error
        : await park();
    }
  }

  function runOf(id: string): Run {
    const found = runs.get(id);
    if (found === undefined) {
      throw new Error(`${id} is not registered.`);
    }
    return found;
  }

  for (const definition of registry.all()) {
    const config = { maxRecoveryAttempts: MAX_RECOVERY_ATTEMPTS };
    const id = definitionId(definition);
    runs.set(
      id,
      DBOS.registerWorkflow(
        async (text: string) => {
          const outcome = await run(definition, undefined, text);
          if (outcome.status === 'failed') {
            throw new Error(encode(outcome));
          }
          return encode(outcome);
        },
        { ...config, name: id },
      ),
    );
    for (const branch of definition.branches.keys()) {
      const branchName = branchId(definition, branch);
      runs.set(
        branchName,
        DBOS.registerWorkflow(
          async (text: string) => encode(await run(definition, branch, text)),
          { ...config, name: branchName },
        ),
      );
    }
  }
  return { run: workflow => runOf(definitionId(workflow)) };
}

function branchId(definition: AnyWorkflow, branch: string): string {
  return `${definitionId(definition)}/${branch}`;
}

/** A branch's run id ends with its position. */
function branchPosition(runId: string | undefined): Position {
  return (runId?.split('/').at(-1) ?? '').split('.').map(Number);
}
