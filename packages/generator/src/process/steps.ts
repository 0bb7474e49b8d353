import { z } from 'zod';
import { serviceId } from '../controller/input';
import { plainText, unsafeCharacter } from '../domain/text';
import {
  DEEPEST_STEPS,
  MOST_BRANCHES,
  MOST_FIELDS,
  MOST_STEPS_OF_LIST,
} from './bounds';
import { durationSeconds, NOT_A_DURATION } from './duration';

/** Every type that a step can have. */
export const STEP_TYPES = [
  'call',
  'agent',
  'signal',
  'approval',
  'timer',
  'parallel',
  'choice',
  'end',
] as const;
/** One of the types that a step can have. */
export type StepType = (typeof STEP_TYPES)[number];

/** Roles whose people can approve. */
export const APPROVAL_ROLES = ['admin', 'contributor'] as const;

/** Comparisons of a condition. */
export const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
/** A comparison of a condition. */
export type Operator = (typeof OPERATORS)[number];

const hyphenated = (noun: string, example: string) =>
  z
    .string()
    .max(40)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
      error: `is not ${noun}; use lower-case words joined by hyphens, such as ${example}`,
    });

/** The name of a variable. */
export const variableName = () =>
  z
    .string()
    .max(40)
    .regex(/^[a-z][A-Za-z0-9]*$/, {
      error: 'is not a variable name; use camelCase, such as orderId',
    });

/** A field of a message, or one within another: `order.customerId`. */
const fieldPath = () =>
  z
    .string()
    .max(120)
    .regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*){0,2}$/, {
      error:
        'is not a field of a message; write it in camelCase, such as order.customerId',
    });

const duration = () =>
  z
    .string()
    .max(30)
    .refine(text => durationSeconds(text) !== undefined, {
      error: NOT_A_DURATION,
    });

/** A value that stands in the description itself; a text is kept as it is. */
const literal = z
  .union([z.string().min(1).max(200), z.number(), z.boolean()], {
    error: 'must be a text, a number, or true or false',
  })
  .check(context => {
    const character =
      typeof context.value === 'string'
        ? unsafeCharacter(context.value)
        : undefined;
    if (character !== undefined) {
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: `contains the character ${character}, which is invisible or reorders text; remove it`,
      });
    }
  });

const inputField = z.strictObject({
  name: fieldPath().describe('Field of the request, for example order.total'),
  from: variableName().optional().describe('Variable that it is taken from'),
  value: literal.optional().describe('Or a value that is always the same'),
});

const outputField = z.strictObject({
  name: fieldPath().describe('Field of the response, for example order.id'),
  to: variableName().describe('Variable that it is kept in'),
});

const input = () => z.array(inputField).max(MOST_FIELDS).default([]);
const output = () => z.array(outputField).max(MOST_FIELDS).default([]);

const RETRY = { attempts: 3, interval: 'PT1S', backoff: 2 };
const retry = () =>
  z
    .strictObject({
      attempts: z.int().min(1).max(10).default(RETRY.attempts),
      interval: duration()
        .default(RETRY.interval)
        .describe('Pause before the second attempt'),
      backoff: z
        .number()
        .min(1)
        .max(10)
        .default(RETRY.backoff)
        .describe('Every pause is so many times the one before'),
    })
    .default(RETRY);

const method = () =>
  z
    .string()
    .max(80)
    .regex(/^[A-Z][A-Za-z0-9]*$/, {
      error:
        'is not a method; use its name in the contract, such as CreateOrder',
    });

const stepShape = {
  id: hyphenated('the id of a step', 'check-credit').describe(
    'Lower-case words joined by hyphens, unique in the process',
  ),
  description: plainText(500).optional(),
};

const compensation = z.strictObject({
  service: serviceId().optional().describe('The same where not given'),
  method: method(),
  input: input(),
});

const callShape = {
  ...stepShape,
  type: z.literal('call'),
  service: serviceId().describe('The domain, for example orders'),
  method: method(),
  input: input(),
  output: output(),
  timeout: duration().default('PT5S').describe('Of one attempt'),
  retry: retry(),
  compensation: compensation
    .optional()
    .describe('The call that undoes this one when the process fails later'),
};

const agentShape = {
  ...stepShape,
  type: z.literal('agent'),
  agent: serviceId().describe('Id of the agent'),
  task: plainText(2_000).describe('What the agent is asked to do'),
  input: input(),
  result: variableName().describe('Variable that its answer is kept in'),
  budget: z
    .strictObject({ tokens: z.int().min(1).max(200_000).default(20_000) })
    .default({ tokens: 20_000 })
    .describe('The Agent domain stops it there'),
  timeout: duration().default('PT2M').describe('Of one attempt'),
  retry: retry(),
};

const signalShape = {
  ...stepShape,
  type: z.literal('signal'),
  signal: hyphenated('the name of a signal', 'payment-received'),
  payload: output(),
  timeout: duration(),
};

const approvalShape = {
  ...stepShape,
  type: z.literal('approval'),
  roles: z
    .array(
      z.enum(APPROVAL_ROLES, {
        error: issue =>
          issue.code === 'invalid_value' ? roleProblem(issue.input) : undefined,
      }),
    )
    .min(1)
    .check(context => {
      context.value.forEach((role, index, roles) => {
        if (roles.indexOf(role) !== index)
          context.issues.push({
            code: 'custom',
            input: role,
            path: [index],
            message: `${role} is there twice; remove one`,
          });
      });
    }),
  timeout: duration(),
};

function roleProblem(role: unknown): string | undefined {
  const instead = `cannot approve; use one of ${APPROVAL_ROLES.join(', ')}`;
  if (role === 'viewer' || role === 'guest')
    return `${role} may only look, and ${instead}`;
  return role === 'service'
    ? `a service is no person, and ${instead}`
    : undefined;
}

const timerShape = {
  ...stepShape,
  type: z.literal('timer'),
  duration: duration().optional().describe('How long, for example P3D'),
  until: variableName()
    .optional()
    .describe('Or a variable of type date or timestamp'),
};

const parallelShape = { ...stepShape, type: z.literal('parallel') };

const conditionSchema = z.strictObject({
  variable: variableName(),
  operator: z.enum(OPERATORS),
  value: literal,
});

const choiceShape = { ...stepShape, type: z.literal('choice') };

const endShape = {
  ...stepShape,
  type: z.literal('end'),
  outcome: hyphenated('an outcome', 'rejected').default('completed'),
  compensate: z
    .boolean()
    .default(false)
    .describe('Undoes what was done, the last first'),
};

/**
 * A step without the lists of steps within it and whatever else it has, by its
 * type. With these a step is checked although something within it is wrong.
 */
export const STEP_DETAILS = {
  call: z.object(callShape),
  agent: z.object(agentShape),
  signal: z.object(signalShape),
  approval: z.object(approvalShape),
  timer: z.object(timerShape),
  parallel: z.object(parallelShape),
  choice: z.object({
    ...choiceShape,
    cases: z.array(z.object({ when: conditionSchema })).max(MOST_BRANCHES),
  }),
  end: z.object(endShape),
} as const;

/** A step without the lists of steps within it. */
export type StepDetails = {
  [Type in StepType]: z.output<(typeof STEP_DETAILS)[Type]>;
}[StepType];

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

/** Whether there are steps of this type. */
export function isStepType(value: unknown): value is StepType {
  return STEP_TYPES.some(type => type === value);
}
