import type { CatalogService } from '@backstage/plugin-catalog-node';

const patienceMs = 20_000;
const pauseMs = 250;

/**
 * Waits until the catalog, which reads a new location in its own time, shows an
 * entity, so that a link to it works when the task ends.
 *
 * @returns false when it does not within 20 seconds or the task was cancelled.
 */
export async function appears(options: {
  readonly catalog: CatalogService;
  readonly entityRef: string;
  readonly credentials: Parameters<
    CatalogService['getEntityByRef']
  >[1]['credentials'];
  readonly signal?: AbortSignal;
}): Promise<boolean> {
  const { catalog, entityRef, credentials, signal } = options;
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && !signal?.aborted) {
    if (await catalog.getEntityByRef(entityRef, { credentials })) return true;
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
  return false;
}
