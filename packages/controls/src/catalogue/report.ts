import { z } from 'zod';
import { controlIdSchema } from './control-metadata';
import { KINDS, LAYERS, MARKS, OUTCOMES, SEVERITIES } from './vocabulary';

/** What a tree that describes no kind is reported as. */
export const UNKNOWN_KIND = 'unknown';

/** One place where a control does not hold. */
export const reportFindingSchema = z.strictObject({
  message: z.string().min(1),
  /** Path in the tree; absent when something is missing from the tree as a whole. */
  file: z.string().min(1).optional(),
  /** From 1. */
  line: z.number().int().min(1).optional(),
  remediation: z.string().min(1),
  /** Stays the same when lines move. */
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
});
export type ReportFinding = z.infer<typeof reportFindingSchema>;

/** What came out of one control. */
export const reportResultSchema = z.strictObject({
  controlId: controlIdSchema,
  title: z.string().min(1),
  layer: z.enum(LAYERS),
  severity: z.enum(SEVERITIES),
  status: z.enum(OUTCOMES),
  marks: z.array(z.enum(MARKS)),
  /** Why there is no pass and no fail, and what a mark is about. */
  reason: z.string().min(1).optional(),
  findings: z.array(reportFindingSchema),
});
export type ReportResult = z.infer<typeof reportResultSchema>;

const count = z.number().int().min(0);

/** The whole catalogue, or the asked for part of it, on one tree. */
export const reportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  subject: z.strictObject({
    kind: z.enum([...KINDS, UNKNOWN_KIND]),
    name: z.string().min(1),
    /** `sha256:…` of what was evaluated. */
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  }),
  summary: z.strictObject({
    pass: count,
    fail: count,
    notApplicable: count,
    notEvaluated: count,
    error: count,
    waived: count,
    stale: count,
    drifted: count,
  }),
  results: z.array(reportResultSchema),
});
export type Report = z.infer<typeof reportSchema>;
