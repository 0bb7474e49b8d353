import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { FIELD_TYPES, type FieldType } from '../../domain/input';
import { REPOSITORY_ROOT } from '../repository';

/** A description that is valid before anything is done to it. */
export type Description = Readonly<Record<string, unknown>>;

/** The cases of a template as they stand in their files, before defaults. */
export function writtenCases(template: string): Description[] {
  const folder = path.join(REPOSITORY_ROOT, 'templates', template, 'cases');
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => parse(readFileSync(path.join(folder, file), 'utf8')));
}

const LIMITS: Readonly<Record<FieldType, readonly object[]>> = {
  string: [{}, { maxLength: 40 }, { pattern: '^[A-Z]{2}-[0-9]{1,6}$' }],
  text: [{}, { minLength: 1, maxLength: 20_000 }],
  integer: [{}, { min: 1 }, { min: -5, max: 5 }],
  decimal: [{}, { precision: 6, scale: 2, min: '0.01', max: '99.5' }],
  boolean: [{}],
  date: [{}],
  timestamp: [{}],
  uuid: [{}],
  enum: [{ values: ['A'] }, { values: ['NEW', 'IN_REVIEW', 'N2'] }],
  reference: [{ target: 'Parent' }],
  money: [{}, { min: 0, currency: 'EUR' }],
};

const field = (index: number) =>
  fc
    .constantFrom(...FIELD_TYPES)
    .chain(type =>
      fc.record({
        name: fc.constant(`field${index}`),
        type: fc.constant(type),
        required: fc.boolean(),
        classification: fc.constantFrom('public', 'internal', 'personal'),
        limits: fc.constantFrom(...LIMITS[type]),
      }),
    )
    .map(({ limits, ...rest }) => ({ ...rest, ...limits }));

/** Descriptions with one or two aggregates and fields of any type. */
export const generatedDescription: fc.Arbitrary<Description> = fc
  .record({
    fields: fc.tuple(field(0), field(1), field(2)),
    origin: fc.constantFrom<object>(
      { type: 'platform' },
      { type: 'tenant', tenantId: 'acme', sku: 'crm' },
    ),
    tenantWideList: fc.boolean(),
  })
  .map(({ fields, origin, tenantWideList }) => ({
    service: 'samples',
    owner: 'group:default/team',
    system: 'quality',
    description: 'Keeps samples.',
    origin,
    aggregates: [
      {
        name: 'Parent',
        tenantWideList,
        fields: [{ name: 'code', type: 'string', required: true }],
      },
      { name: 'Child', fields },
    ],
  }));
