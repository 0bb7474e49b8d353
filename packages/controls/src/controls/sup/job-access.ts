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

/** A job, and every job that must have succeeded before it runs. */
export function requiredJobs(
  workflow: Workflow,
  job: WorkflowJob,
): readonly WorkflowJob[] {
  const required = new Set([job]);
  for (const current of required) {
    // With always() a job does not wait for the success of another.
    if (
      /\b(?:always|failure|cancelled)\s*\(/.test(current.condition?.text ?? '')
    ) {
      continue;
    }
    for (const need of current.needs) {
      const needed = workflow.jobs.find(({ id }) => id === need);
      if (needed !== undefined) required.add(needed);
    }
  }
  return [...required];
}

/** Whether a job runs only for what is already in the repository: by its own condition, or by that of a job that it waits for. */
export function runsOnlyForOwn(workflow: Workflow, job: WorkflowJob): boolean {
  return (
    !isStartedByStrangers(workflow) ||
    requiredJobs(workflow, job).some(({ condition }) => {
      const text = condition?.text ?? '';
      return ONLY_OWN.test(text) && !text.includes('||');
    })
  );
}
