import { DBOS } from '@dbos-inc/dbos-sdk';

import type { DatabaseConnection } from '../../node/database/connection-settings.js';
import type { WorkflowEngine } from '../instance/engine.js';
import { WorkflowRegistry } from '../instance/workflow-registry.js';
import type { ActivityTypes, AnyActivity } from '../port/activity.js';
import type { AnyWorkflow } from '../port/definition.js';
import { DbosEngine } from './dbos-engine.js';
import { EngineLife } from './engine-life.js';
import { openEnginePool, quietConfig } from './engine-config.js';
import type { EngineLog } from './engine-log.js';
import { registerWorkflows } from './register-workflows.js';
import { checkStoredDefinitions } from './stored-definitions.js';

/** What an engine on DBOS needs. */
export interface DbosEngineOptions<A> {
  /**
   * A PostgreSQL database of the engine's own: its tables hold the instances of all
   * tenants, so that no business code may have its role. It must be there; off this
   * machine the connection is TLS, as for every database of a service.
   */
  readonly database: DatabaseConnection;
  /** All versions that instances may still be on. */
  readonly workflows: readonly AnyWorkflow<NoInfer<A>>[];
  readonly activities: A;
  /**
   * Name of this process that outlives it, for example that of a pod of a StatefulSet:
   * at its start an engine takes up the instances of its name. No two processes that
   * run at one time may share it.
   */
  readonly executorId: string;
  /** Keeps services on one database apart; default `ameide`. */
  readonly applicationName?: string;
  /** Whether it creates and updates its tables; default is no: `migrateDbosDatabase` does, with another role. */
  readonly migrate?: boolean;
  /** Connections; default 10. */
  readonly poolSize?: number;
  /**
   * A message is noticed at once by a notification; should one be lost, after this time.
   * Default 10 s. After a shutdown, timers of DBOS keep the process alive for as long.
   */
  readonly pollMs?: number;
  /** Default: nothing is logged. */
  readonly log?: EngineLog;
}

const NAME = 'ameide';
const POLL_MS = 10_000;

let running = false;

/**
 * Starts an engine and takes up the instances of its executor id that have not ended.
 * It listens on no port, sends no telemetry and talks to nothing but its database.
 *
 * @throws InvalidDefinitionError when an instance is on a version that is not given, or two definitions are one version.
 * @throws Error when this process has an engine already (DBOS can run only one), or the database cannot be used.
 */
export async function startDbosEngine<A extends ActivityTypes<A>>(
  options: DbosEngineOptions<A>,
): Promise<WorkflowEngine> {
  const { executorId, applicationName = NAME, log } = options;
  if (executorId === '') {
    throw new Error('executorId is empty: an engine needs a name of its own.');
  }
  // One name is made of the two, and must be that of no other two.
  if (`${applicationName}${executorId}`.includes('/')) {
    throw new Error('applicationName and executorId must not contain "/".');
  }
  if (process.env['DBOS__CLOUD'] === 'true') {
    throw new Error(
      'DBOS__CLOUD is set: it would let the environment choose database and endpoints.',
    );
  }
  if (running || DBOS.isInitialized()) {
    throw new Error('This process has an engine already; shut it down first.');
  }
  const registry = new WorkflowRegistry(options.workflows);
  const pool = openEnginePool(options.database, options.poolSize, log);
  running = true;
  const close = async (): Promise<void> => {
    await DBOS.shutdown({ deregister: true });
    await pool.end();
    running = false;
  };
  try {
    // With a name of its own, no other process takes its instances from DBOS's queue:
    // in a roll-out, that one might not have their version.
    const name = `${applicationName}/${executorId}`;
    await checkStoredDefinitions({ pool, name, registry });
    const life = new EngineLife();
    const problems = new Map<string, string>();
    const registered = registerWorkflows({
      registry,
      activities: new Map<string, AnyActivity>(
        Object.entries(options.activities),
      ),
      life,
      pollMs: options.pollMs ?? POLL_MS,
      onProblem: (instanceId, message) => {
        problems.set(instanceId, message);
        log?.error(`Instance ${instanceId} stands still: ${message}`);
      },
    });
    DBOS.setConfig({
      ...quietConfig(name, pool, log),
      executorID: executorId,
      runMigrations: options.migrate ?? false,
    });
    await DBOS.launch();
    return new DbosEngine({
      registry,
      life,
      problems,
      close,
      startRun: async (workflow, runId, start) => {
        await DBOS.startWorkflow(registered.run(workflow), {
          workflowID: runId,
          workflowIDReusePolicy: 'reject',
        })(start);
      },
    });
  } catch (error) {
    await close();
    throw error;
  }
}
