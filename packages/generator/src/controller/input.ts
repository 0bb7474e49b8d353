import { z } from 'zod';
import { plainText } from '../domain/text';

/** Sensitivity of a value; the last two never appear in logs, events or projections. */
export const CLASSIFICATIONS = [
  'public',
  'internal',
  'confidential',
  'personal',
] as const;

/** How sensitive a value is. */
export type Classification = (typeof CLASSIFICATIONS)[number];

/** The id of a service of any kind. */
export const serviceId = () =>
  z
    .string()
    .min(2)
    .max(40)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
      error:
        'is not a service id; use lower-case words joined by hyphens, such as order-intake',
    });

/** A value of an enum. */
export const enumValue = () =>
  z
    .string()
    .max(40)
    .regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, {
      error: 'is not an enum value; use UPPER_SNAKE, such as IN_REVIEW',
    });

const originSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('platform') }),
  z.strictObject({
    type: z.literal('tenant'),
    tenantId: z
      .string()
      .max(32)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
        error:
          'is not a tenant id; use lower-case words joined by hyphens, such as acme',
      }),
    sku: z
      .string()
      .max(40)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
        error:
          'is not a SKU; use lower-case words joined by hyphens, such as crm-plus',
      }),
  }),
]);

const entityName = '[a-zA-Z0-9]+(?:[-_.][a-zA-Z0-9]+)*';

/** What every kind of controller says about itself, for the input schema of each. */
export const controllerShape = {
  service: serviceId().describe(
    'Lower-case words joined by hyphens, for example orders',
  ),
  owner: z
    .string()
    .max(190)
    .regex(
      new RegExp(`^(group|user):([a-z0-9]+(-[a-z0-9]+)*/)?${entityName}$`),
      {
        error:
          'is not an owner; use an entity reference such as group:default/team-commerce',
      },
    ),
  system: z
    .string()
    .max(63)
    .regex(new RegExp(`^${entityName}$`), {
      error:
        'is not a system name; use letters, digits, hyphens, underscores and dots',
    }),
  description: plainText(500),
  origin: originSchema.default({ type: 'platform' }),
};
