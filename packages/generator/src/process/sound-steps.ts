import { isRecord } from '../controller/is-record';
import { STEP_DETAILS, type StepDetails, isStepType } from './step-details';
import { entries, listsWithin, type ListRole } from './walk-steps';

/** A step at its place, for the checks that look at more than its shape. */
export interface StepNode {
  /** Where it stands in the input. */
  readonly path: readonly PropertyKey[];
  /** What was given there. */
  readonly raw: unknown;
  /** What is said of it beside the lists within; undefined when that is not valid for itself. */
  readonly details: StepDetails | undefined;
  readonly lists: readonly StepNodeList[];
}

/** A list of steps within a step. */
export interface StepNodeList {
  readonly role: ListRole;
  readonly path: readonly PropertyKey[];
  readonly nodes: readonly StepNode[];
}

/** All steps of a value within the bounds, with what is valid of each. */
export function soundSteps(
  steps: unknown,
  path: readonly PropertyKey[] = ['steps'],
): StepNode[] {
  return entries(steps).map(([index, raw]) => {
    const place = [...path, index];
    return {
      path: place,
      raw,
      details: soundDetails(raw),
      lists: listsWithin(raw).map(list => ({
        role: list.role,
        path: [...place, ...list.path],
        nodes: soundSteps(list.steps, [...place, ...list.path]),
      })),
    };
  });
}

function soundDetails(raw: unknown): StepDetails | undefined {
  if (!isRecord(raw) || !isStepType(raw.type)) return undefined;
  const parsed = STEP_DETAILS[raw.type].safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}

/** The steps and all steps within them, each before those within it. */
export function allNodes(nodes: readonly StepNode[]): StepNode[] {
  return nodes.flatMap(node => [
    node,
    ...node.lists.flatMap(list => allNodes(list.nodes)),
  ]);
}
