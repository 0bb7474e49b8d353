import { z } from 'zod';
import { KINDS } from '../../catalogue/vocabulary';

/** A path inside the tree, as `db/migrations`. */
const path = z
  .string()
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\\0]+$/,
    'must be a path inside the service, without . and ..',
  );
const name = z.string().min(1).max(253);

/** `ameide.service.yaml`: where a service keeps what is evaluated. */
export const serviceDescriptionSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name,
  kind: z.enum(KINDS),
  origin: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('platform') }),
      z.strictObject({
        type: z.literal('tenant'),
        tenantId: name,
        sku: name,
      }),
    ])
    .default({ type: 'platform' }),
  contracts: z.strictObject({ root: path, package: name }).optional(),
  database: z
    .strictObject({
      roles: path,
      migrations: path,
      plans: z.array(name).min(1),
      owner: name,
      runtimeRole: name,
      dispatcherRole: name.optional(),
      tenantWideRole: name.optional(),
    })
    .optional(),
  deployment: z
    .strictObject({ base: path, overlays: z.record(name, path) })
    .optional(),
  ports: z
    .array(
      z.strictObject({
        name,
        port: z.number().int().min(1).max(65535),
        exposure: z.enum(['internal', 'platform-ui', 'scraper']),
      }),
    )
    .default([]),
  dependencies: z.array(z.strictObject({ service: name })).default([]),
  projections: z
    .array(z.strictObject({ aggregate: name, fields: z.array(name).min(1) }))
    .default([]),
});

export type ServiceDescription = z.infer<typeof serviceDescriptionSchema>;
