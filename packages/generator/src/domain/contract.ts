import { pluralOf, snakeCase } from '../casing';
import type { AggregateInput, DomainInput, FieldInput } from './input';
import type { StandardFieldNumbers } from './model';

/** A field with its place in the .proto. */
export interface ContractField extends FieldInput {
  /** `order_number`; for a reference `customer_id`. */
  readonly protoName: string;
  readonly protoNumber: number;
  /** Integer fields of a given .proto that are `int32` there; all others are `int64`. */
  readonly int32?: boolean | undefined;
  /** Enum fields of a given .proto keep the enum's own name and numbers. */
  readonly givenEnum?: GivenEnum | undefined;
}

/** An enum that came with a given .proto. */
export interface GivenEnum {
  readonly name: string;
  readonly unspecified: string;
  readonly values: readonly {
    readonly name: string;
    readonly proto: string;
    readonly number: number;
    readonly description: string | undefined;
  }[];
  readonly description: string | undefined;
}

/** An aggregate with its place in the .proto. */
export interface ContractAggregate
  extends Omit<AggregateInput, 'fields' | 'plural'> {
  readonly plural: string;
  readonly numbers: StandardFieldNumbers;
  readonly fields: readonly ContractField[];
}

/** The domain's contract, whether it came from a form or from a .proto. */
export interface DomainContract {
  readonly protoPackage: string;
  readonly aggregates: readonly ContractAggregate[];
  /** Messages of a given .proto that the template's own take the place of. */
  readonly replaced: readonly string[];
}

const STANDARD_NUMBERS: StandardFieldNumbers = {
  id: 1,
  version: 2,
  createdAt: 3,
  updatedAt: 4,
};
// 5 to 9 stay free for standard fields to come.
const FIRST_FIELD_NUMBER = 10;

/** The package of a service that was described by aggregates. */
export function protoPackageOf(
  input: Pick<DomainInput, 'service' | 'origin'>,
): string {
  const root =
    input.origin.type === 'tenant'
      ? `tenant_${snakeCase(input.origin.tenantId)}`
      : 'ameide';
  return `${root}.${snakeCase(input.service)}.v1`;
}

/** Name of a field in the .proto and, but for money, of its column. */
export function protoNameOf(field: Pick<FieldInput, 'name' | 'type'>): string {
  const name = snakeCase(field.name);
  return field.type === 'reference' ? `${name}_id` : name;
}

/** The contract of a service that was described by aggregates. */
export function describedContract(
  input: Pick<DomainInput, 'service' | 'origin'>,
  aggregates: readonly AggregateInput[],
): DomainContract {
  return {
    protoPackage: protoPackageOf(input),
    replaced: [],
    aggregates: aggregates.map(aggregate => ({
      ...aggregate,
      plural: aggregate.plural ?? pluralOf(aggregate.name),
      numbers: STANDARD_NUMBERS,
      fields: aggregate.fields.map((field, index) => ({
        ...field,
        protoName: protoNameOf(field),
        protoNumber: FIRST_FIELD_NUMBER + index,
      })),
    })),
  };
}
