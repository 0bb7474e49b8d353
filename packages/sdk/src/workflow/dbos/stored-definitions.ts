import type pg from 'pg';

import {
  parseDefinitionId,
  type WorkflowRegistry,
} from '../instance/workflow-registry.js';
import { InvalidDefinitionError } from '../port/errors.js';

/**
 * Refuses to start without the code of an instance that would be taken up: DBOS would
 * leave it lying with a line in its log.
 *
 * @throws InvalidDefinitionError that names workflow, version and number of instances.
 */
export async function checkStoredDefinitions(options: {
  readonly pool: pg.Pool;
  /** Of the engine, as DBOS knows it. */
  readonly name: string;
  readonly registry: WorkflowRegistry;
}): Promise<void> {
  const stored = await storedDefinitions(options.pool, options.name);
  const missing = stored.filter(({ name }) => {
    const [id = ''] = name.split('/');
    return parseDefinitionId(id) !== undefined && !options.registry.has(id);
  });
  if (missing.length > 0) {
    throw new InvalidDefinitionError(
      `Instances are on workflows that are not given: ${missing
        .map(({ name, count }) => `${name} (${count})`)
        .join(', ')}. Keep a version until its last instance has ended.`,
    );
  }
}

async function storedDefinitions(
  pool: pg.Pool,
  engineName: string,
): Promise<{ readonly name: string; readonly count: string }[]> {
  const { rows: tables } = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('dbos.workflow_status') IS NOT NULL AS there`,
  );
  if (tables[0]?.there !== true) {
    return [];
  }
  const { rows } = await pool.query<{ name: string; count: string }>(
    `SELECT name, count(*) AS count FROM dbos.workflow_status
      WHERE status IN ('PENDING', 'ENQUEUED', 'DELAYED') AND application_name = $1
      GROUP BY name ORDER BY name`,
    [engineName],
  );
  return rows;
}
