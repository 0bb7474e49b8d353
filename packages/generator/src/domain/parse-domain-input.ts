import { z } from 'zod';
import { describeIssue, problemsOf } from '../controller/describe-issue';
import { isRecord } from '../controller/is-record';
import { formatPath, type Problem } from '../problem';
import { pascalCase } from '../casing';
import { checkField } from './check-field';
import { checkNames } from './check-names';
import { checkProjections } from './check-projections';
import { checkReferences } from './check-references';
import { checkService } from './check-service';
import { describedContract } from './contract';
import type { Finding } from './finding';
import { readGivenProto } from '../proto-input/read-given-proto';
import {
  aggregateSchema,
  domainInputSchema,
  fieldSchema,
  type AggregateInput,
  type DomainInput,
} from './input';

/** A valid input, or everything that is wrong with it. */
export type ParseResult =
  | { readonly ok: true; readonly input: DomainInput }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a description of a domain controller. All problems are found at once:
 * what is well-formed is checked against the rest even when something else is
 * not.
 */
export function parseDomainInput(value: unknown): ParseResult {
  const result = domainInputSchema.safeParse(value, { error: describeIssue });
  const problems = result.success
    ? []
    : result.error.issues.flatMap(issue => problemsOf(issue, knownKeys));
  const sound = result.success ? result.data : soundParts(value);
  problems.push(...checkService(sound));

  const hasAggregates = isRecord(value) && value.aggregates !== undefined;
  const hasProto = isRecord(value) && value.proto !== undefined;
  if (isRecord(value) && hasAggregates === hasProto) {
    problems.push({
      path: hasProto ? 'proto' : 'aggregates',
      message: hasProto
        ? 'cannot be given together with aggregates; remove one of the two'
        : 'is missing; describe the aggregates, or give a .proto file as proto',
    });
  } else if (hasAggregates) {
    problems.push(...checkAggregates(value.aggregates, sound));
  } else if (sound.proto !== undefined) {
    problems.push(...checkProto(sound.proto, sound));
  }
  return result.success && problems.length === 0
    ? { ok: true, input: result.data }
    : { ok: false, problems };
}

/** The keys that a place of the input can have; places are named by a star for each index. */
function knownKeys(path: readonly PropertyKey[]): string[] | undefined {
  const place = path
    .map(segment => (typeof segment === 'number' ? '*' : segment))
    .join('.');
  switch (place) {
    case '':
      return Object.keys(domainInputSchema.shape);
    case 'aggregates.*':
      return Object.keys(aggregateSchema.shape);
    case 'aggregates.*.fields.*':
      return Object.keys(fieldSchema.shape);
    default:
      return undefined;
  }
}

function checkAggregates(
  value: unknown,
  sound: Partial<DomainInput>,
): Problem[] {
  const { aggregates, positions, complete } = soundAggregates(value);
  const contract = describedContract(
    { service: sound.service ?? 'service', origin: { type: 'platform' } },
    aggregates,
  );
  const findings: Finding[] = [
    ...contract.aggregates.flatMap((aggregate, index) =>
      aggregate.fields.flatMap((field, position) =>
        checkField(field).map(problem => ({
          aggregate: index,
          field: position,
          ...problem,
        })),
      ),
    ),
    ...checkNames(
      `${pascalCase(sound.service ?? '')}Service`,
      contract.aggregates,
    ),
    ...(complete.names ? checkReferences(contract.aggregates) : []),
  ];
  const problems = findings.map(({ aggregate, field, attribute, message }) => {
    const place = positions[aggregate];
    const path: PropertyKey[] = ['aggregates', place?.index ?? aggregate];
    if (field !== undefined) path.push('fields', place?.fields[field] ?? field);
    return {
      path: `${formatPath(path)}${attribute ? `.${attribute}` : ''}`,
      message,
    };
  });
  if (complete.fields && sound.projections !== undefined) {
    problems.push(...checkProjections(sound.projections, contract.aggregates));
  }
  return problems;
}

function checkProto(proto: string, sound: Partial<DomainInput>): Problem[] {
  const given = readGivenProto(proto, {
    service: sound.service ?? 'service',
    tenant: sound.origin?.type === 'tenant',
  });
  if (!given.ok) return [...given.problems];
  return sound.projections
    ? checkProjections(sound.projections, given.contract.aggregates)
    : [];
}

/** The top-level keys that are valid for themselves. */
function soundParts(value: unknown): Partial<DomainInput> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(domainInputSchema.shape).flatMap(
    ([key, schema]) => {
      const part = schema.safeParse(value[key]);
      return part.success && part.data !== undefined ? [[key, part.data]] : [];
    },
  );
  return Object.fromEntries(entries) as Partial<DomainInput>;
}

/** A key that is not known is reported with the shape; the rest of the field still counts. */
const lenientField = z.object(fieldSchema.shape);

interface SoundAggregates {
  readonly aggregates: readonly AggregateInput[];
  /** Where each of them, and each of its fields, stands in the input. */
  readonly positions: readonly {
    readonly index: number;
    readonly fields: readonly number[];
  }[];
  /** Whether none was left out, so that something missing is really missing. */
  readonly complete: { readonly names: boolean; readonly fields: boolean };
}

/** The aggregates, and of each the fields, that are valid for themselves. */
function soundAggregates(value: unknown): SoundAggregates {
  const aggregates: AggregateInput[] = [];
  const positions: { index: number; fields: number[] }[] = [];
  const complete = { names: true, fields: true };
  const candidates: unknown[] = Array.isArray(value) ? value.slice(0, 30) : [];
  if (!Array.isArray(value) || value.length > 30)
    complete.names = complete.fields = false;
  candidates.forEach((candidate, index) => {
    const raw = isRecord(candidate) ? candidate : {};
    const head = aggregateSchema
      .pick({ name: true, plural: true, tenantWideList: true })
      .safeParse({
        name: raw.name,
        plural: raw.plural,
        tenantWideList: raw.tenantWideList,
      });
    if (!head.success) {
      complete.names = complete.fields = false;
      return;
    }
    const fields: number[] = [];
    const sound: AggregateInput['fields'] = [];
    const rawFields: unknown[] = Array.isArray(raw.fields)
      ? raw.fields.slice(0, 60)
      : [];
    rawFields.forEach((field, position) => {
      const parsed = lenientField.safeParse(field);
      if (parsed.success) {
        sound.push(parsed.data);
        fields.push(position);
      } else {
        complete.fields = false;
      }
    });
    aggregates.push({ ...head.data, fields: sound });
    positions.push({ index, fields });
  });
  return { aggregates, positions, complete };
}
