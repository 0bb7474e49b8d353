// Says how far a run had come when its process was killed.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { query } from './databases.mjs';

/**
 * @returns the step and the point in it: what the database and the disk say that
 *   had been done.
 */
export function whereItWas(portal, { id, name }) {
  const [task] = query(
    portal,
    'scaffolder',
    'select status, state from tasks where id = ?',
    id ?? null,
  );
  const at = (step, point) => ({ step, point });
  if (!task) return at('before', 'not stored');
  if (task.status === 'open') return at('before', 'waiting');
  if (task.status !== 'processing') return at('after', task.status);
  const { steps = {}, checkpoints = {} } = JSON.parse(
    task.state ?? '{"state":{}}',
  ).state;
  if (steps.publish) return at('after', 'publish saved, not completed');
  if (!steps.generate) {
    if (Object.keys(checkpoints).length === 0) return at('generate', 'begun');
    return existsSync(path.join(portal.workspaces, id, 'package.json'))
      ? at('generate', 'tree in place')
      : at('generate', 'rendering, writing');
  }
  const begun = query(
    portal,
    'scaffolder',
    "select 1 from task_events where task_id = ? and body like '%Beginning step Publish%'",
    id,
  );
  if (begun.length === 0) return at('between', 'generate saved');
  const gitdir = path.join(portal.repositories, `${name}.git`);
  if (!existsSync(gitdir)) return at('publish', 'no repository yet');
  if (existsSync(path.join(gitdir, 'ameide-publication.json')))
    return at('publish', 'finished, not saved');
  const locations = query(
    portal,
    'catalog',
    'select 1 from locations where target like ?',
    `%/${name}/%`,
  );
  return at('publish', locations.length > 0 ? 'registered' : 'repository made');
}
