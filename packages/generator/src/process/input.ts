import { z } from 'zod';
import { controllerShape, enumValue } from '../controller/input';
import { plainText } from '../domain/text';
import { LONGEST_BPMN, MOST_VARIABLES } from './bounds';
import { ENGINES } from './engine';
import { variableName } from './step-details';
import { stepListSchema } from './steps';

/** Every type that a variable can have: ids and small values. */
export const VARIABLE_TYPES = [
  'string',
  'integer',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'uuid',
  'enum',
] as const;
/** One of the types that a variable can have. */
export type VariableType = (typeof VARIABLE_TYPES)[number];

/** Sensitivities that a variable can have. */
export const VARIABLE_CLASSIFICATIONS = ['public', 'internal'] as const;

/** Characters of a string where the input says nothing else. */
export const DEFAULT_STRING_LENGTH = 200;

/**
 * One variable of an instance. The engine keeps every value that it ever had, in
 * a history that is not deleted row by row, so it holds ids and no personal data
 * (design, section 6, durable engine).
 */
export const variableSchema = z.strictObject({
  name: variableName().describe('camelCase, for example orderId'),
  type: z.enum(VARIABLE_TYPES),
  description: plainText(500).optional(),
  classification: z
    .enum(VARIABLE_CLASSIFICATIONS, {
      error: issue =>
        issue.input === 'personal' || issue.input === 'confidential'
          ? `${issue.input} data does not belong into a process, whose history keeps every value; keep it in a domain and pass its id`
          : undefined,
    })
    .default('internal'),
  input: z
    .boolean()
    .default(false)
    .describe('Given when an instance is started'),
  maxLength: z.int().min(1).max(500).optional().describe('string'),
  values: z
    .array(enumValue())
    .min(1)
    .max(50)
    .optional()
    .describe('enum: its values'),
});

/**
 * What a process controller is described by. Either `steps` or a BPMN file says
 * what it does; `parseProcessInput` decides what else must hold.
 */
export const processInputSchema = z.strictObject({
  ...controllerShape,
  engine: z.enum(ENGINES).default('dbos').describe('Durable engine'),
  variables: z.array(variableSchema).max(MOST_VARIABLES).default([]),
  steps: stepListSchema.optional(),
  bpmn: z
    .string()
    .min(1)
    .max(LONGEST_BPMN)
    .optional()
    .describe('A BPMN 2.0 file instead of steps'),
});

/** A valid description of a process controller, with every default filled in. */
export type ProcessInput = z.output<typeof processInputSchema>;
/** A valid variable of the input. */
export type VariableInput = z.output<typeof variableSchema>;
