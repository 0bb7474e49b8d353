import { z } from 'zod';
import { DEEPEST_STEPS, MOST_BRANCHES, MOST_STEPS_OF_LIST } from './bounds';
import {
  agentShape,
  approvalShape,
  callShape,
  choiceShape,
  conditionSchema,
  endShape,
  parallelShape,
  signalShape,
  timerShape,
  type STEP_DETAILS,
  type StepType,
} from './step-details';

/** Calls a method of a domain. */
export interface CallStep extends z.output<typeof STEP_DETAILS.call> {
  /** Instead of failing, when the last attempt has failed. */
  onFailure?: Step[] | undefined;
}
/** Asks an agent, through the Agent domain. */
export interface AgentStep extends z.output<typeof STEP_DETAILS.agent> {
  /** Instead of failing, when the last attempt has failed. */
  onFailure?: Step[] | undefined;
}
/** Waits for a signal. */
export interface SignalStep extends z.output<typeof STEP_DETAILS.signal> {
  /** Instead of failing, when it does not come in time. */
  onTimeout?: Step[] | undefined;
}
/** Waits for the decision of a person. */
export interface ApprovalStep extends z.output<typeof STEP_DETAILS.approval> {
  onRejection: Step[];
  /** Instead of failing, when nobody decides in time. */
  onTimeout?: Step[] | undefined;
}
/** Waits for a time. */
export type TimerStep = z.output<typeof STEP_DETAILS.timer>;
/** Does several things at once, and waits for all of them. */
export interface ParallelStep extends z.output<typeof STEP_DETAILS.parallel> {
  branches: Step[][];
}
/** A comparison of a variable with a value. */
export type Condition = z.output<typeof conditionSchema>;
/** Goes the way of the first case whose condition holds. */
export interface ChoiceStep
  extends Omit<z.output<typeof STEP_DETAILS.choice>, 'cases'> {
  cases: { when: Condition; steps: Step[] }[];
  else: Step[];
}
/** Ends the instance. */
export type EndStep = z.output<typeof STEP_DETAILS.end>;

/** A step of a process, with every default filled in. */
export type Step =
  | CallStep
  | AgentStep
  | SignalStep
  | ApprovalStep
  | TimerStep
  | ParallelStep
  | ChoiceStep
  | EndStep;

const stepList = (step: z.ZodType<Step>, whenMissing?: string) =>
  z
    .array(step, {
      error: issue => (issue.input === undefined ? whenMissing : undefined),
    })
    .max(MOST_STEPS_OF_LIST);

const someSteps = (step: z.ZodType<Step>, whenMissing?: string) =>
  stepList(step, whenMissing).min(1);

/** The strict shape of a step by its type, with the schema of the steps within it. */
const strictSteps = (step: z.ZodType<Step>) => ({
  call: z.strictObject({ ...callShape, onFailure: stepList(step).optional() }),
  agent: z.strictObject({
    ...agentShape,
    onFailure: stepList(step).optional(),
  }),
  signal: z.strictObject({
    ...signalShape,
    onTimeout: stepList(step).optional(),
  }),
  approval: z.strictObject({
    ...approvalShape,
    onRejection: someSteps(
      step,
      'is missing; say what happens when the approval is refused',
    ),
    onTimeout: stepList(step).optional(),
  }),
  timer: z.strictObject(timerShape),
  parallel: z.strictObject({
    ...parallelShape,
    branches: z.array(someSteps(step)).min(2).max(MOST_BRANCHES),
  }),
  choice: z.strictObject({
    ...choiceShape,
    cases: z
      .array(z.strictObject({ when: conditionSchema, steps: stepList(step) }))
      .min(1)
      .max(MOST_BRANCHES),
    else: stepList(
      step,
      'is missing; say what happens when no case holds, if nothing then with an empty list',
    ),
  }),
  end: z.strictObject(endShape),
});

const stepSchema: z.ZodType<Step> = z.lazy(() => {
  const shapes = strictSteps(stepSchema);
  return z.discriminatedUnion('type', [
    shapes.call,
    shapes.agent,
    shapes.signal,
    shapes.approval,
    shapes.timer,
    shapes.parallel,
    shapes.choice,
    shapes.end,
  ]);
});

const STRICT_STEPS = strictSteps(stepSchema);

/** The steps of a process in their order. */
export const stepListSchema = someSteps(stepSchema).describe(
  `Steps in their order, at most ${DEEPEST_STEPS} lists within each other`,
);

/** The keys of a step of this type. */
export function keysOfStep(type: StepType): string[] {
  return Object.keys(STRICT_STEPS[type].shape);
}
