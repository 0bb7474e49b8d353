import { contractOf } from '../../domain/build-domain-model';
import type { DomainContract } from '../../domain/contract';
import type { DomainInput, FieldInput } from '../../domain/input';
import { replaceProtoComments } from './proto-comments';

/** An input without anything hostile in its free texts, and what stood there. */
export interface HarmlessTwin {
  readonly input: DomainInput;
  /** The texts that were given, by the harmless ones in their places. */
  readonly given: ReadonlyMap<string, string>;
}

/** Begins every harmless text; nothing else in a service is named like this. */
export const HARMLESS = 'Harmless';

/**
 * The same input with harmless free texts of the same kind and with numbers
 * written plainly. Names stay, so both must give files of the same structure.
 */
export function harmlessTwin(input: DomainInput): HarmlessTwin {
  const given = new Map<string, string>();
  const word = () => `${HARMLESS}${String(given.size).padStart(4, '0')}`;
  const replace = (text: string): string => {
    const harmless = word();
    given.set(harmless, text);
    return harmless;
  };
  const twin: DomainInput = {
    ...input,
    description: replace(input.description),
    ...(input.aggregates && {
      aggregates: input.aggregates.map(aggregate => ({
        ...aggregate,
        ...described(aggregate, replace),
        fields: aggregate.fields.map(field => ({
          ...field,
          ...described(field, replace),
          ...plainNumbers(field),
          ...(field.pattern !== undefined && {
            pattern: harmlessPattern(field.pattern, given),
          }),
        })),
      })),
    }),
  };
  if (input.proto === undefined) return { input: twin, given };
  let comments = 0;
  const proto = replaceProtoComments(input.proto, () => {
    comments += 1;
    return `${HARMLESS}${String(5000 + comments)}`;
  });
  const complete = { ...twin, proto };
  const harmless = descriptionsOf(contractOf(complete));
  const original = descriptionsOf(contractOf(input));
  if (harmless.length !== original.length)
    throw new Error('the comments of the .proto are not those of its twin');
  harmless.forEach((text, index) => {
    if (text?.includes(HARMLESS)) given.set(text, original[index] ?? '');
  });
  return { input: complete, given };
}

function described(
  part: { readonly description?: string | undefined },
  replace: (text: string) => string,
) {
  return part.description === undefined
    ? {}
    : { description: replace(part.description) };
}

/** A pattern has a grammar of its own, so its twin is one too. */
function harmlessPattern(pattern: string, given: Map<string, string>): string {
  const harmless = `^${HARMLESS}${String(given.size).padStart(4, '0')}$`;
  given.set(harmless, pattern);
  return harmless;
}

function plainNumbers(field: FieldInput): Pick<FieldInput, 'min' | 'max'> {
  return {
    ...(field.min !== undefined && { min: plainNumber(field.min) }),
    ...(field.max !== undefined && { max: plainNumber(field.max) }),
  };
}

/** `-007.50` as `-7.50`; zero without a sign. */
function plainNumber(value: number | string): string {
  const [, sign = '', digits = ''] = /^(-?)0*(\d.*)$/.exec(String(value)) ?? [];
  return /^[0.]*$/.test(digits) ? digits : `${sign}${digits}`;
}

/** Every text of a contract, in its order. */
function descriptionsOf(contract: DomainContract): (string | undefined)[] {
  return contract.aggregates.flatMap(aggregate => [
    aggregate.description,
    ...aggregate.fields.flatMap(field => [
      field.description,
      field.givenEnum?.description,
      ...(field.givenEnum?.values.map(value => value.description) ?? []),
    ]),
  ]);
}
