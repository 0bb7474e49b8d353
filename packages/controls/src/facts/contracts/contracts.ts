import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import type { JsonObject } from '@bufbuild/protobuf';

/** How sensitive a field is; what states nothing counts as internal. */
export type Classification =
  | 'unspecified'
  | 'public'
  | 'internal'
  | 'confidential'
  | 'personal';

/** Where something is declared. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Type of one value: of a field, of an entry of a list, or of a value of a map. */
export type ValueType =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'enum' | 'message'; readonly name: string };

export interface ContractField extends Place {
  /** As `client_request_id`. */
  readonly name: string;
  /** As `clientRequestId`: in TypeScript and in JSON. */
  readonly localName: string;
  readonly number: number;
  readonly shape: 'single' | 'list' | 'map';
  readonly type: ValueType;
  readonly classification: Classification;
  /** `(buf.validate.field)` in the JSON form of its message; undefined where nothing is validated. */
  readonly rules?: JsonObject;
}

export interface ContractMessage extends Place {
  /** As `ameide.orders.v1.Order`. */
  readonly name: string;
  readonly fields: readonly ContractField[];
  /** `(buf.validate.message)` in its JSON form. */
  readonly rules?: JsonObject;
}

export interface ContractMethod extends Place {
  readonly service: string;
  readonly name: string;
  /** Name of its handler, as `getOrder`. */
  readonly localName: string;
  /** Full names of messages. */
  readonly input: string;
  readonly output: string;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly idempotency: 'unknown' | 'no-side-effects' | 'idempotent';
  readonly auth?: {
    readonly roles: readonly string[];
    readonly scopes: readonly string[];
    readonly tenantWide: boolean;
  };
  readonly rateLimit?: {
    readonly requestsPerMinute: number;
    readonly burst: number;
  };
  readonly budget?: { readonly p95Ms: number; readonly deadlineMs: number };
  readonly audit?: {
    readonly action: string;
    readonly resourceType: string;
    readonly mutation: boolean;
  };
}

export interface ContractFile {
  /** In the tree. */
  readonly file: string;
  /** By which others import it, as `ameide/orders/v1/orders.proto`. */
  readonly importName: string;
  readonly package: string;
  /** Without positions and comments. */
  readonly descriptor: FileDescriptorProto;
}

/** Everything that the contracts of a tree declare. */
export interface Contracts {
  readonly files: readonly ContractFile[];
  /** Files of the tree with the name of one of the platform's, which is what counts. */
  readonly shadowing: readonly string[];
  readonly methods: readonly ContractMethod[];
  /** Messages of the tree by full name. */
  readonly messages: ReadonlyMap<string, ContractMessage>;
}
