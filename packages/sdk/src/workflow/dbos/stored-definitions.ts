import pg from 'pg';

import {
  parseDefinitionId,
  type WorkflowRegistry,
} from '../instance/workflow-registry.js';
import { InvalidDefinitionError } from '../port/errors.js';

/** PostgreSQL's code for a database that does not exist. */
const NO_DATABASE = '3D000';

/**
 * Refuses to start without the code of an instance that would be taken up: DBOS would
 * leave it lying with a line in its log.
 *
 * @throws InvalidDefinitionError that names workflow, version and number of instances.
 */
export async function checkStoredDefinitions(options: {
  readonly databaseUrl: string;
  /** Of the engine, as DBOS knows it. */
  readonly name: string;
  readonly registry: WorkflowRegistry;
}): Promise<void> {
  const stored = await storedDefinitions(options.databaseUrl, options.name);
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
  databaseUrl: string,
  engineName: string,
): Promise<{ readonly name: string; readonly count: string }[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    const { rows: tables } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('dbos.workflow_status') IS NOT NULL AS there`,
    );
    if (tables[0]?.there !== true) {
      return [];
    }
    const { rows } = await client.query<{ name: string; count: string }>(
      `SELECT name, count(*) AS count FROM dbos.workflow_status
        WHERE status IN ('PENDING', 'ENQUEUED', 'DELAYED') AND application_name = $1
        GROUP BY name ORDER BY name`,
      [engineName],
    );
    return rows;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === NO_DATABASE) {
      return [];
    }
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
