import { z } from 'zod';
import {
  CLASSIFICATIONS,
  controllerShape,
  enumValue,
  serviceId,
} from '../controller/input';
import { plainText } from './text';

export { CLASSIFICATIONS, type Classification } from '../controller/input';

/** Every type that a field can have. */
export const FIELD_TYPES = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'timestamp',
  'uuid',
  'enum',
  'reference',
  'money',
] as const;

/** Where a tenant's data can live. */
export const DATABASE_PLANS = ['shared', 'dedicated'] as const;

const fieldName = () =>
  z
    .string()
    .max(40)
    .regex(/^[a-z][A-Za-z0-9]*$/, {
      error: 'is not a field name; use camelCase, such as orderNumber',
    });

const aggregateName = () =>
  z
    .string()
    .max(40)
    .regex(/^[A-Z][A-Za-z0-9]*$/, {
      error:
        'is not an aggregate name; use PascalCase in the singular, such as OrderLine',
    });

const decimalText = z.string().regex(/^-?\d{1,28}(\.\d{1,12})?$/, {
  error: 'is not a decimal number; write it like 12.50',
});
const limit = z.union([z.number(), decimalText], {
  error: 'is not a number; write it like 12.50',
});

/** One field of an aggregate. Which of the limits apply depends on its type. */
export const fieldSchema = z.strictObject({
  name: fieldName().describe('camelCase, for example orderNumber'),
  type: z.enum(FIELD_TYPES),
  description: plainText(500).optional(),
  required: z.boolean().default(false),
  unique: z
    .boolean()
    .default(false)
    .describe('No two rows of one organisation have the same value'),
  classification: z.enum(CLASSIFICATIONS).default('internal'),
  minLength: z.int().min(0).max(20_000).optional().describe('string and text'),
  maxLength: z.int().min(1).max(20_000).optional().describe('string and text'),
  pattern: z
    .string()
    .max(200)
    .optional()
    .describe('string: a pattern such as ^[A-Z]{2}-[0-9]{1,6}$'),
  min: limit.optional().describe('integer, decimal and money: smallest value'),
  max: limit.optional().describe('integer and decimal: largest value'),
  precision: z
    .int()
    .min(1)
    .max(28)
    .optional()
    .describe('decimal: digits in all'),
  scale: z
    .int()
    .min(0)
    .max(12)
    .optional()
    .describe('decimal: digits after the point'),
  values: z
    .array(enumValue())
    .min(1)
    .max(50)
    .optional()
    .describe('enum: its values'),
  target: aggregateName()
    .optional()
    .describe('reference: name of the aggregate'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'is not an ISO 4217 code such as EUR' })
    .optional()
    .describe('money: the only currency that is accepted'),
});

/** One aggregate: a table, its messages and its methods. */
export const aggregateSchema = z.strictObject({
  name: aggregateName().describe(
    'PascalCase in the singular, for example OrderLine',
  ),
  plural: aggregateName()
    .optional()
    .describe('Only where adding s, es or ies is wrong'),
  description: plainText(500).optional(),
  tenantWideList: z
    .boolean()
    .default(false)
    .describe(
      'Adds a list across all organisations of the tenant, for administrators',
    ),
  fields: z.array(fieldSchema).min(1).max(60),
});

/**
 * What a domain controller is described by: the form, the API, the command
 * line and the cases all validate by this schema.
 */
export const domainInputSchema = z.strictObject({
  service: controllerShape.service,
  owner: controllerShape.owner,
  system: controllerShape.system,
  description: controllerShape.description,
  aggregates: z.array(aggregateSchema).min(1).max(30).optional(),
  proto: z
    .string()
    .min(1)
    .max(200_000)
    .optional()
    .describe('A .proto file instead of aggregates'),
  origin: controllerShape.origin,
  databasePlans: z.array(z.enum(DATABASE_PLANS)).min(1).default(['shared']),
  dependencies: z
    .array(z.strictObject({ service: serviceId() }))
    .max(20)
    .default([])
    .describe('Services that this one calls, through the gateway'),
  projections: z
    .array(
      z.strictObject({
        aggregate: aggregateName(),
        fields: z.array(fieldName()).min(1).max(60),
      }),
    )
    .max(30)
    .default([])
    .describe('Fields that are sent to the knowledge graph; none by default'),
  exposure: z.enum(['internal', 'platform-ui']).default('internal'),
  corsOrigins: z
    .array(z.string().max(200))
    .min(1)
    .max(10)
    .optional()
    .describe('platform-ui: the web origins that may call from a browser'),
});

/** A valid description of a domain controller, with every default filled in. */
export type DomainInput = z.output<typeof domainInputSchema>;
/** A valid aggregate of the input. */
export type AggregateInput = z.output<typeof aggregateSchema>;
/** A valid field of the input. */
export type FieldInput = z.output<typeof fieldSchema>;
/** One of the types that a field can have. */
export type FieldType = (typeof FIELD_TYPES)[number];
/** A database plan that a service supports. */
export type DatabasePlan = (typeof DATABASE_PLANS)[number];
