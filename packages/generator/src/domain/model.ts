import type { UserText } from '../rendering/user-text';
import type { Classification, DatabasePlan, FieldType } from './input';

/*
 * What the skeleton's templates see. Every property is always there (null where
 * it does not apply), because templates are rendered strictly. A `string` is an
 * identifier, a number in digits or a computed name and may stand bare; free
 * text is UserText and must go through a helper.
 */

/** One column of a business table. */
export interface ColumnModel {
  /** snake_case; write it with {{sqlIdentifier name}}. */
  readonly name: string;
  /** SQL type, for example `text` or `numeric(12, 2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** One value of an enum. */
export interface EnumValueModel {
  /** Without the prefix: `IN_REVIEW`. This is what the database stores. */
  readonly name: string;
  /** With the prefix: `ORDER_STATUS_IN_REVIEW`. */
  readonly proto: string;
  /** What protobuf-es calls it in TypeScript: `IN_REVIEW`, or the whole name where the prefix is not the enum's. */
  readonly local: string;
  readonly number: number;
  readonly description: UserText | null;
}

/** The enum of an enum field; the zero value is not among `values`. */
export interface EnumModel {
  /** `OrderStatus`. */
  readonly name: string;
  /** `ORDER_STATUS_UNSPECIFIED`. */
  readonly unspecified: string;
  readonly values: readonly EnumValueModel[];
  readonly description: UserText | null;
}

/** What a reference field points to. */
export interface ReferenceModel {
  /** `Customer`. */
  readonly aggregate: string;
  readonly camel: string;
  readonly kebab: string;
  readonly plural: string;
  /** Table without its schema. */
  readonly table: string;
  /** Column of the reference: `customer_id`. */
  readonly column: string;
  /** Name of the foreign key: `order_customer_id_fkey`. */
  readonly constraint: string;
  /** The aggregate refers to itself. */
  readonly self: boolean;
}

/** One field of an aggregate. */
export interface FieldModel {
  /** Name in TypeScript and JSON: `orderNumber`; for a reference `customerId`. */
  readonly name: string;
  readonly pascal: string;
  /** Name as the input has it: for a reference `customer`. */
  readonly inputName: string;
  readonly type: FieldType;
  /** Exactly one is true; for `{{#if is.money}}`. */
  readonly is: Readonly<Record<FieldType, boolean>>;
  readonly description: UserText | null;
  readonly required: boolean;
  readonly unique: boolean;
  /** Name of the unique constraint: `order_order_number_key`. Null when not unique. */
  readonly uniqueConstraint: string | null;
  readonly classification: Classification;
  /** `CLASSIFICATION_PERSONAL`. */
  readonly classificationProto: string;
  /** Confidential or personal: never in logs, events or projections. */
  readonly sensitive: boolean;

  /** Name in the .proto: `order_number`, `customer_id`. */
  readonly protoName: string;
  /** `string`, `int64`, `bool`, `google.protobuf.Timestamp`, `ameide.common.v1.Money`, enum name. */
  readonly protoType: string;
  readonly protoNumber: number;
  /** Type of the field in TypeScript: `string`, `bigint`, `boolean`, `Timestamp`, `Money`, enum name. */
  readonly tsType: string;
  /** An integer that is `int32` in a given .proto, and so a number in TypeScript. */
  readonly int32: boolean;
  /** The proto field has presence without `optional` (it is a message). */
  readonly isMessage: boolean;

  /** Columns that hold it: one, or for money the amount and the currency. */
  readonly columns: readonly ColumnModel[];
  /** Name of the first column. */
  readonly column: string;
  /** SQL type of the first column. */
  readonly columnType: string;

  /** string and text; null otherwise. Lengths are in characters. */
  readonly minLength: number | null;
  readonly maxLength: number | null;
  /** A pattern that means the same in RE2, PostgreSQL and JavaScript. */
  readonly pattern: UserText | null;
  /** integer, decimal, money: limits in digits, for example `-0.50`. */
  readonly min: string | null;
  readonly max: string | null;
  /** decimal. */
  readonly precision: number | null;
  readonly scale: number | null;
  /** decimal: digits before the point. */
  readonly wholeDigits: number | null;
  /** money: the only currency that is accepted. */
  readonly currency: string | null;
  readonly enum: EnumModel | null;
  readonly reference: ReferenceModel | null;
}

/** Standard fields of every aggregate with their numbers in its message. */
export interface StandardFieldNumbers {
  readonly id: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One aggregate. */
export interface AggregateModel {
  /** `OrderLine`. */
  readonly name: string;
  readonly camel: string;
  readonly snake: string;
  readonly kebab: string;
  /** `order line`, for sentences. */
  readonly words: string;
  /** `OrderLines`. */
  readonly plural: string;
  readonly pluralCamel: string;
  readonly pluralSnake: string;
  readonly pluralKebab: string;
  readonly pluralWords: string;
  /** Table without its schema: `order_line`. */
  readonly table: string;
  readonly description: UserText | null;
  readonly tenantWideList: boolean;
  readonly numbers: StandardFieldNumbers;
  readonly fields: readonly FieldModel[];
  /** The fields that are references. */
  readonly references: readonly FieldModel[];
  /** The fields that must be given. */
  readonly requiredFields: readonly FieldModel[];
  readonly uniqueFields: readonly FieldModel[];
  readonly enumFields: readonly FieldModel[];
  /** The enums to declare with this aggregate: each enum of the file exactly once. */
  readonly enums: readonly EnumModel[];
  /** Confidential and personal fields. */
  readonly sensitiveFields: readonly FieldModel[];
  /** Public and internal fields: what events carry. */
  readonly eventFields: readonly FieldModel[];
  /** The fields sent to the knowledge graph; empty when there is no projection. */
  readonly projection: readonly FieldModel[];
  readonly has: {
    readonly references: boolean;
    /** It refers to another aggregate than itself. */
    readonly parents: boolean;
    /** A pattern, or a limit of a decimal or an amount: tests compute what lies beyond it. */
    readonly computedLimits: boolean;
    readonly unique: boolean;
    readonly sensitive: boolean;
    readonly projection: boolean;
    readonly events: boolean;
    readonly types: Readonly<Record<FieldType, boolean>>;
  };
}

/** The service. */
export interface ServiceModel {
  /** `order-intake`: also primitive_name, JWT audience and event producer. */
  readonly id: string;
  readonly snake: string;
  readonly camel: string;
  readonly pascal: string;
  /** `order intake`, for sentences. */
  readonly words: string;
  /** `OrderIntakeService`. */
  readonly serviceName: string;
  /** `ameide.order_intake.v1`. */
  readonly protoPackage: string;
  /** `ameide/order_intake/v1`. */
  readonly protoDir: string;
  /** `order_intake.proto`. */
  readonly protoFile: string;
  /** Import path of the generated code below src/gen: `ameide/order_intake/v1/order_intake_pb.js`. */
  readonly genModule: string;
  /** Database schema of the business tables. */
  readonly schema: string;
  readonly roles: {
    readonly owner: string;
    readonly app: string;
    readonly dispatcher: string;
    readonly tenantWide: string;
  };
  readonly description: UserText;
  readonly owner: string;
  /** Who reviews changes, as CODEOWNERS writes it: `@ameideio/team-commerce`, or `@jane` for a user. */
  readonly codeOwner: string;
  readonly system: string;
}

/** Who the service is made for. */
export interface OriginModel {
  readonly tenant: boolean;
  readonly tenantId: string | null;
  readonly sku: string | null;
  /** Namespace of each environment; tenant code never runs in an `ameide-*` one. */
  readonly namespaces: {
    readonly development: string;
    readonly staging: string;
    readonly production: string;
  };
}

/** What the templates of a domain controller see. */
export interface DomainModel {
  readonly service: ServiceModel;
  /** In dependency order: what is referred to comes first. */
  readonly aggregates: readonly AggregateModel[];
  readonly origin: OriginModel;
  readonly databasePlans: readonly DatabasePlan[];
  readonly dependencies: readonly { readonly service: string }[];
  readonly exposure: {
    readonly browser: boolean;
    readonly corsOrigins: readonly string[];
  };
  readonly release: {
    readonly template: string;
    readonly version: string;
    readonly digest: string;
  };
  readonly sdk: {
    readonly name: string;
    readonly version: string;
    /** Path in the generated tree: `vendor/ameideio-ameide-sdk-ts-0.1.0.tgz`. */
    readonly tarball: string;
    /** `sha512-…`. */
    readonly integrity: string;
  };
  readonly any: {
    readonly tenantWide: boolean;
    readonly projection: boolean;
    readonly references: boolean;
    /** Several rows may refer to one row of another aggregate. */
    readonly sharedParents: boolean;
    /** Some field is not a reference. */
    readonly values: boolean;
    readonly dependencies: boolean;
    readonly sensitive: boolean;
    readonly types: Readonly<Record<FieldType, boolean>>;
  };
}
