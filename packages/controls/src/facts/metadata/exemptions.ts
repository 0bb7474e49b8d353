import { z } from 'zod';
import { controlIdSchema } from '../../catalogue/control-metadata';

export const EXEMPTIONS_FILE = '.ameide/exemptions.yaml';

/** What a tree asks to be spared. Only a signed waiver spares anything. */
export const exemptionRequestSchema = z.strictObject({
  control: controlIdSchema,
  /** File that it is asked for; every file where not given. */
  path: z.string().min(1).max(4096).optional(),
  reason: z.string().min(10).max(1000),
  /** Last day, as `2027-01-31`. */
  expires: z.iso.date(),
});
export type ExemptionRequest = z.infer<typeof exemptionRequestSchema>;

/** `.ameide/exemptions.yaml`. */
export const exemptionsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  exemptions: z.array(exemptionRequestSchema).max(100),
});
