import { z } from 'zod';

/** Codes of failures that an instance can end with; stable, for programs. */
export const FAILURE_CODES = [
  'step-failed',
  'wait-timed-out',
  'branch-failed',
  'compensation-failed',
  'invalid-payload',
  'misused-flow',
  'workflow-failed',
  'recovery-exhausted',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/** A failure as it is stored and told. It has no stack: that would differ from engine to engine. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** Name of the step, wait or branch that failed. */
  readonly name?: string | undefined;
  /** How often a step was tried. */
  readonly attempts?: number | undefined;
  /** What led to it: the branch's failure; the first failure, then those of its undo steps. */
  readonly causes?: readonly Failure[] | undefined;
}

/** Shape of a stored failure. */
export const failureSchema: z.ZodType<Failure> = z.object({
  code: z.enum(FAILURE_CODES),
  message: z.string(),
  name: z.string().optional(),
  attempts: z.number().optional(),
  get causes() {
    return z.array(failureSchema).optional();
  },
});

const MAX_MESSAGE = 1_000;

/** Words of an unknown thrown value, short enough to store with an instance for ever. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const safe = text.toWellFormed().replaceAll('\u0000', '');
  return safe.length > MAX_MESSAGE ? `${safe.slice(0, MAX_MESSAGE)}…` : safe;
}
