import type {
  Permissions,
  PlacedText,
  Workflow,
  WorkflowJob,
  WorkflowStep,
  WorkflowTrigger,
} from './supply';
import { YamlCursor } from '../yaml-cursor';

/** An optional property that is left out when there is nothing to say. */
function optional<K extends string, T>(
  key: K,
  value: T | undefined,
): { readonly [P in K]?: T } {
  const result: { [P in K]?: T } = {};
  if (value !== undefined) result[key] = value;
  return result;
}

function readPermissions(
  owner: YamlCursor | undefined,
): Permissions | undefined {
  const member = owner?.members.find(({ key }) => key === 'permissions');
  if (member === undefined) return undefined;
  return {
    line: member.line,
    ...optional('all', member.value.text),
    scopes: member.value.entries,
  };
}

function defaultShell(owner: YamlCursor | undefined): PlacedText | undefined {
  return owner?.get('defaults')?.get('run')?.get('shell')?.placed;
}

function readStep(
  step: YamlCursor,
  otherwise: PlacedText | undefined,
): WorkflowStep {
  return {
    line: step.line,
    ...optional('name', step.get('name')?.text),
    ...optional('condition', step.get('if')?.placed),
    ...optional('uses', step.get('uses')?.placed),
    ...optional('run', step.get('run')?.placed),
    ...optional('shell', step.get('shell')?.placed ?? otherwise),
    inputs: step.get('with')?.entries ?? [],
    env: step.get('env')?.entries ?? [],
    ...optional('continueOnError', step.get('continue-on-error')?.placed),
  };
}

function readJob(
  id: string,
  line: number,
  job: YamlCursor,
  shell?: PlacedText,
): WorkflowJob {
  const container = job.get('container');
  const images = [
    container?.placed ?? container?.get('image')?.placed,
    ...(job.get('services')?.members ?? []).map(
      ({ value }) => value.get('image')?.placed,
    ),
  ];
  const secrets = job.get('secrets');
  const runsOn = job.get('runs-on');
  return {
    id,
    line,
    ...optional('condition', job.get('if')?.placed),
    needs: (job.get('needs')?.texts ?? []).map(({ text }) => text),
    ...optional('permissions', readPermissions(job)),
    runsOn:
      runsOn === undefined
        ? []
        : [
            ...runsOn.texts,
            ...(runsOn.get('labels')?.texts ?? []),
            ...(runsOn.get('group')?.texts ?? []).map(({ text, line: at }) => ({
              text: `group ${text}`,
              line: at,
            })),
          ],
    images: images.flatMap(image => (image === undefined ? [] : [image])),
    ...optional('uses', job.get('uses')?.placed),
    ...optional('secrets', secrets?.placed),
    env: job.get('env')?.entries ?? [],
    ...optional('continueOnError', job.get('continue-on-error')?.placed),
    steps: (job.get('steps')?.items ?? []).map(step =>
      readStep(step, defaultShell(job) ?? shell),
    ),
  };
}

function readTriggers(on: YamlCursor | undefined): WorkflowTrigger[] {
  if (on === undefined) return [];
  if (!on.isMapping) {
    return on.texts.map(({ text, line }) => ({
      event: text,
      line,
      filters: [],
    }));
  }
  return on.members.map(({ key, line, value }) => ({
    event: key,
    line,
    filters: value.entries,
  }));
}

/**
 * Reads a workflow.
 *
 * @throws Error when it is no YAML mapping.
 */
export function readWorkflow(file: string, text: string): Workflow {
  const root = YamlCursor.parse(text);
  if (!root.isMapping) throw new Error('must be a mapping');
  return {
    file,
    isAction: false,
    triggers: readTriggers(root.get('on')),
    ...optional('permissions', readPermissions(root)),
    env: root.get('env')?.entries ?? [],
    jobs: (root.get('jobs')?.members ?? []).map(({ key, line, value }) =>
      readJob(key, line, value, defaultShell(root)),
    ),
  };
}

/**
 * Reads a composite action of the repository: its steps run in the job that uses it.
 *
 * @throws Error when it is no YAML mapping.
 */
export function readAction(file: string, text: string): Workflow {
  const root = YamlCursor.parse(text);
  if (!root.isMapping) throw new Error('must be a mapping');
  const runs = root.get('runs');
  return {
    file,
    isAction: true,
    triggers: [],
    env: [],
    jobs:
      runs === undefined
        ? []
        : [{ ...readJob('runs', runs.line, runs), id: 'runs' }],
  };
}
