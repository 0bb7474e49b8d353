import type {
  Permissions,
  Workflow,
  WorkflowJob,
} from '../../facts/supply/supply';

/** Scopes with which a token changes what others rely on. */
export function writtenScopes(permissions: Permissions | undefined): string[] {
  if (permissions === undefined) return [];
  if (permissions.all !== undefined) {
    return permissions.all === 'write-all' ? ['everything'] : [];
  }
  return permissions.scopes
    .filter(({ text }) => text === 'write')
    .map(({ name }) => name);
}

const BY_STRANGERS = new Set([
  'pull_request',
  'pull_request_target',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'fork',
  'watch',
  'pull_request_review',
  'pull_request_review_comment',
  'workflow_run',
]);

/** Whether somebody who may not write to the repository can start a workflow. */
export function isStartedByStrangers({ triggers }: Workflow): boolean {
  return triggers.some(({ event }) => BY_STRANGERS.has(event));
}

const ONLY_OWN =
  /github\.event_name\s*==\s*'(?:push|workflow_dispatch|schedule|release)'|github\.ref\s*==\s*'refs\/(?:heads|tags)\/|github\.ref_(?:type|protected)\b|startsWith\(\s*github\.ref\s*,\s*'refs\/(?:heads|tags)\//i;

/** Whether a job runs only for what is already in the repository: by its own condition, or by that of a job that it waits for. */
export function runsOnlyForOwn(workflow: Workflow, job: WorkflowJob): boolean {
  if (!isStartedByStrangers(workflow)) return true;
  const seen = new Set<string>();
  const pending = [job];
  while (pending.length > 0) {
    const current = pending.pop();
    if (current === undefined || seen.has(current.id)) continue;
    seen.add(current.id);
    const condition = current.condition?.text ?? '';
    if (ONLY_OWN.test(condition) && !condition.includes('||')) return true;
    // With always() a job does not wait for the success of another.
    if (/\b(?:always|failure|cancelled)\s*\(/.test(condition)) continue;
    for (const need of current.needs) {
      const needed = workflow.jobs.find(({ id }) => id === need);
      if (needed !== undefined) pending.push(needed);
    }
  }
  return false;
}
