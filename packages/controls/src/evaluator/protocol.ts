import { z } from 'zod';
import {
  controlIdSchema,
  controlMetadataSchema,
} from '../catalogue/control-metadata';
import { reportFindingSchema } from '../catalogue/report';
import { KINDS, OUTCOMES } from '../catalogue/vocabulary';
import type { SourceTree } from '../source/source-tree';

/** What the program that evaluates is given: length in four bytes, then this, serialized by V8. */
export interface EvaluationRequest {
  readonly tree: SourceTree;
  /** Controls to evaluate. */
  readonly controlIds: readonly string[];
  /** Facts that must not be tried again, with the reason. */
  readonly withheld: Readonly<Record<string, string>>;
}

/** File descriptor on which the program answers; its standard output belongs to nobody. */
export const ANSWERS = 3;

/** Longer lines are not read: they are not ours. */
export const LONGEST_ANSWER = 64 * 1024 * 1024;

/** An exemption that a tree asks for; it changes nothing. */
export const requestedExemptionSchema = z.object({
  control: controlIdSchema,
  /** File that it is asked for; absent for all of them. */
  path: z.string().optional(),
  reason: z.string(),
  /** As `2027-01-31`. */
  expires: z.string(),
});
export type RequestedExemption = z.infer<typeof requestedExemptionSchema>;

/** What a tree says about itself, as far as a report needs it. */
export const declaredSchema = z.object({
  name: z.string().min(1).optional(),
  kind: z.enum(KINDS).optional(),
  /** Ids of the controls that its template promised. */
  promised: z.array(controlIdSchema),
  exemptions: z.array(requestedExemptionSchema),
});
export type Declared = z.infer<typeof declaredSchema>;

/** Result of one control; what explains the control is known already. */
export const answeredResultSchema = z.object({
  controlId: controlIdSchema,
  outcome: z.enum(OUTCOMES),
  reason: z.string().min(1).optional(),
  findings: z.array(reportFindingSchema),
});
export type AnsweredResult = z.infer<typeof answeredResultSchema>;

/**
 * What the program answers, a line of JSON each. It is checked like a stranger's:
 * whoever breaks out of a parser writes here.
 */
export const answerSchema = z.discriminatedUnion('answer', [
  z.object({
    answer: z.literal('ready'),
    catalogue: z.array(controlMetadataSchema),
  }),
  z.object({ answer: z.literal('unfit'), reason: z.string() }),
  z.object({ answer: z.literal('gathering'), fact: z.string() }),
  z.object({ answer: z.literal('declared'), declared: declaredSchema }),
  z.object({ answer: z.literal('evaluating'), controlId: controlIdSchema }),
  z.object({ answer: z.literal('result'), result: answeredResultSchema }),
  z.object({ answer: z.literal('done') }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** Parameter of the program: prepare for everything before the first tree. */
export const WARM = '--warm';
