import { z } from 'zod';
import { controlIdSchema } from '../../catalogue/control-metadata';

export const SCAFFOLD_FILE = '.ameide/scaffold.json';

/** What is evaluated of `.ameide/scaffold.json`, which the generator writes. */
export const scaffoldRecordSchema = z.object({
  schemaVersion: z.literal(1),
  template: z.object({
    /** As `domain-controller`. */
    name: z.string().min(1).max(100),
    version: z.string().min(1).max(100),
    digest: z.string().max(100),
  }),
  answers: z.object({ service: z.string().max(253).optional() }).optional(),
  /** sha256 in hexadecimal of every generated file. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** Controls that hold in every tree of the template; records of older releases have none. */
  controls: z.array(controlIdSchema).max(1000).default([]),
});
export type ScaffoldRecord = z.infer<typeof scaffoldRecordSchema>;
