import { z } from 'zod';
import type { ControlMetadata } from '../control/control';
import { KINDS, LAYERS, SEVERITIES } from './vocabulary';

/** `TEN-03`; extra controls may come with families of their own. */
export const controlIdSchema = z.string().regex(/^[A-Z]{2,5}-[0-9]{2,3}$/, {
  message: 'must be the id of a control, such as TEN-03',
});

/** What identifies and explains a control, as it goes over a wire. */
export const controlMetadataSchema = z.object({
  id: controlIdSchema,
  title: z.string().min(1),
  layer: z.enum(LAYERS),
  severity: z.enum(SEVERITIES),
  source: z.object({
    /** Sections of the platform's security architecture. */
    sections: z.tuple([z.string()], z.string()),
    /** Outside standards that ask for the same. */
    standards: z.array(z.string()),
  }),
  appliesTo: z.tuple([z.enum(KINDS)], z.enum(KINDS)),
  rationale: z.string().min(1),
  remediation: z.string().min(1),
}) satisfies z.ZodType<ControlMetadata>;
