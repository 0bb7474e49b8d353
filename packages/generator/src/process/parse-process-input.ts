import { isRecord } from '../controller/is-record';
import { describeIssue, problemsOf } from '../controller/describe-issue';
import { reservedServiceReason } from '../domain/reserved-names';
import { formatPath, type Problem } from '../problem';
import { LONGEST_BPMN, MOST_VARIABLES } from './bounds';
import { checkSteps, type StepContext } from './check-steps';
import { checkVariables } from './check-variables';
import {
  processInputSchema,
  variableSchema,
  type ProcessInput,
  type VariableInput,
} from './input';
import { readBpmn, type StepElement } from './read-bpmn';
import { allNodes, soundSteps } from './sound-steps';
import { isStepType } from './step-details';
import { keysOfStep, stepListSchema, type Step } from './steps';
import { checkBounds, entries } from './walk-steps';

/** A valid input, or everything that is wrong with it. */
export type ProcessParseResult =
  | { readonly ok: true; readonly input: ProcessInput }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a description of a process controller. All problems are found at once:
 * what is well-formed is checked against the rest even when something else is
 * not.
 */
export function parseProcessInput(value: unknown): ProcessParseResult {
  const given = isRecord(value) ? value : {};
  // The steps are followed only when their bounds are known.
  const result = processInputSchema.safeParse(
    isRecord(value) ? { ...value, steps: undefined } : value,
    { error: describeIssue },
  );
  const problems = result.success
    ? []
    : result.error.issues.flatMap(issue =>
        problemsOf(issue, path => knownKeys(given, path)),
      );
  const variables = soundVariables(given.variables);
  problems.push(...variables.problems);
  const { shape } = processInputSchema;
  const service = shape.service.safeParse(given.service).data;
  const reason =
    service === undefined ? undefined : reservedServiceReason(service);
  if (reason !== undefined) problems.push({ path: 'service', message: reason });

  const context: StepContext = {
    service,
    engine: shape.engine.safeParse(given.engine).data,
    variables: variables.sound,
    allVariables: variables.complete,
  };
  const hasSteps = given.steps !== undefined;
  const hasBpmn = given.bpmn !== undefined;
  if (isRecord(value) && hasSteps === hasBpmn) {
    problems.push({
      path: hasBpmn ? 'bpmn' : 'steps',
      message: hasBpmn
        ? 'cannot be given together with steps; remove one of the two'
        : 'is missing; describe the steps, or give a BPMN file as bpmn',
    });
    return { ok: false, problems };
  }
  if (hasSteps) {
    const parsed = parseSteps(given, context);
    problems.push(...parsed.problems);
    return result.success && problems.length === 0
      ? { ok: true, input: { ...result.data, steps: parsed.steps } }
      : { ok: false, problems };
  }
  if (typeof given.bpmn === 'string' && given.bpmn.length <= LONGEST_BPMN)
    problems.push(...checkBpmn(given.bpmn, context));
  return result.success && problems.length === 0
    ? { ok: true, input: result.data }
    : { ok: false, problems };
}

/**
 * The steps of a valid input, whether it gives them itself or as a BPMN file.
 *
 * @throws Error when the input is not one that `parseProcessInput` has accepted.
 */
export function stepsOf(input: ProcessInput): Step[] {
  if (input.steps !== undefined) return input.steps;
  const read = readBpmn(input.bpmn ?? '');
  if (!read.ok) throw new Error('the BPMN file of the input is not valid');
  return stepListSchema.parse(read.steps);
}

/** The shape of steps, and when they are within the bounds everything else. */
function parseSteps(
  given: { readonly steps?: unknown },
  context: StepContext,
): { steps: Step[]; problems: Problem[] } {
  const tooMuch = checkBounds(given.steps);
  if (tooMuch.length > 0) return { steps: [], problems: tooMuch };
  const shape = stepListSchema.safeParse(given.steps, { error: describeIssue });
  return {
    steps: shape.data ?? [],
    problems: [
      ...(shape.error?.issues ?? []).flatMap(issue =>
        problemsOf({ ...issue, path: ['steps', ...issue.path] }, path =>
          knownKeys(given, path),
        ),
      ),
      ...checkSteps(soundSteps(given.steps), context),
    ],
  };
}

/** Reads a BPMN file and checks its steps; a problem of a step names the line of its element. */
function checkBpmn(bpmn: string, context: StepContext): Problem[] {
  const read = readBpmn(bpmn);
  if (!read.ok)
    return read.problems.map(({ line, message }) => ({
      path: 'bpmn',
      message: `line ${line}: ${message}`,
    }));
  const places = new Map<string, StepElement>();
  for (const { path, raw } of allNodes(soundSteps(read.steps))) {
    const element = read.elements.get(raw);
    if (element !== undefined) places.set(formatPath(path), element);
  }
  return parseSteps({ steps: read.steps }, context).problems.map(
    ({ path, message }) => {
      const [element, rest] = placeOf(path, places);
      const where = [
        ...(element ? [`line ${element.line}: ${element.name}:`] : []),
        ...(rest === '' ? [] : [rest]),
      ];
      return {
        path: 'bpmn',
        message: [...where, withElements(message, places)].join(' '),
      };
    },
  );
}

/** The element of the innermost step on a path, and what is left of the path. */
function placeOf(
  path: string,
  places: ReadonlyMap<string, StepElement>,
): [StepElement | undefined, string] {
  for (
    let end = path.lastIndexOf(']');
    end >= 0;
    end = path.lastIndexOf(']', end - 1)
  ) {
    const element = places.get(path.slice(0, end + 1));
    if (element !== undefined)
      return [element, path.slice(end + 1).replace(/^\./, '')];
  }
  return [undefined, path];
}

/** A message with elements of the file in place of the steps that it names. */
function withElements(
  message: string,
  places: ReadonlyMap<string, StepElement>,
): string {
  return message.replace(/steps(?:\[\d+\]|\.[A-Za-z]+)+/g, path => {
    const [element, rest] = placeOf(path, places);
    if (element === undefined) return path;
    const name = `${element.name} in line ${element.line}`;
    return rest === '' ? name : `${rest} of ${name}`;
  });
}

interface SoundVariables {
  readonly sound: readonly VariableInput[];
  /** Whether none was left out. */
  readonly complete: boolean;
  readonly problems: readonly Problem[];
}

/** The variables that are valid for themselves, and what is wrong with their names and details. */
function soundVariables(value: unknown): SoundVariables {
  if (value === undefined) return { sound: [], complete: true, problems: [] };
  const sound: VariableInput[] = [];
  const positions: number[] = [];
  const candidates = entries(value).slice(0, MOST_VARIABLES);
  for (const [index, candidate] of candidates) {
    const parsed = variableSchema.safeParse(candidate);
    if (parsed.success) {
      sound.push(parsed.data);
      positions.push(index);
    }
  }
  return {
    sound,
    complete: Array.isArray(value) && value.length === sound.length,
    problems: checkVariables(sound).map(({ variable, attribute, message }) => ({
      path: `${formatPath([
        'variables',
        positions[variable] ?? variable,
      ])}.${attribute}`,
      message,
    })),
  };
}

/** The keys that a place of the input can have; those of a step depend on its type. */
function knownKeys(
  given: { readonly steps?: unknown },
  path: readonly PropertyKey[],
): readonly string[] | undefined {
  if (path.length === 0) return Object.keys(processInputSchema.shape);
  if (path[0] === 'variables' && path.length === 2)
    return Object.keys(variableSchema.shape);
  let place: unknown = given;
  for (const key of path)
    place =
      isRecord(place) || Array.isArray(place)
        ? Reflect.get(place, key)
        : undefined;
  return path[0] === 'steps' && isRecord(place) && isStepType(place.type)
    ? keysOfStep(place.type)
    : undefined;
}
