import { z } from 'zod';
import { serviceId } from '../controller/input';
import { plainText, unsafeCharacter } from '../domain/text';
import { MOST_BRANCHES, MOST_FIELDS } from './bounds';
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

/** What a step of type call has beside the steps within it. */
export const callShape = {
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

/** What a step of type agent has beside the steps within it. */
export const agentShape = {
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

/** What a step of type signal has beside the steps within it. */
export const signalShape = {
  ...stepShape,
  type: z.literal('signal'),
  signal: hyphenated('the name of a signal', 'payment-received'),
  payload: output(),
  timeout: duration(),
};

/** What a step of type approval has beside the steps within it. */
export const approvalShape = {
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

/** What a step of type timer has beside the steps within it. */
export const timerShape = {
  ...stepShape,
  type: z.literal('timer'),
  duration: duration().optional().describe('How long, for example P3D'),
  until: variableName()
    .optional()
    .describe('Or a variable of type date or timestamp'),
};

/** What a step of type parallel has beside the steps within it. */
export const parallelShape = { ...stepShape, type: z.literal('parallel') };

/** A comparison of a variable with a value. */
export const conditionSchema = z.strictObject({
  variable: variableName(),
  operator: z.enum(OPERATORS),
  value: literal,
});

/** What a step of type choice has beside its cases and the steps within it. */
export const choiceShape = { ...stepShape, type: z.literal('choice') };

/** What a step of type end has beside the steps within it. */
export const endShape = {
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

/** Whether there are steps of this type. */
export function isStepType(value: unknown): value is StepType {
  return STEP_TYPES.some(type => type === value);
}
