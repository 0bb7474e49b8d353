import type { Operation } from './operation.js';

/** A row as its owner sees it. */
export interface IsolatedRow {
  readonly id: string;
  /** What an update must name as the expected version; 0 when the resource has none. */
  readonly version: number;
}

/** Which page to ask for. */
export interface PageArgument {
  readonly pageSize: number;
  /** Empty for the first page. */
  readonly pageToken: string;
}

/** What a page holds. */
export interface IsolatedPage {
  readonly ids: readonly string[];
  /** Empty when this is the last page. */
  readonly nextPageToken: string;
}

/** A change to a row. */
export interface UpdateArgument<Sample> {
  readonly id: string;
  readonly version: number;
  readonly sample: Sample;
}

/**
 * One kind of row that a service keeps, and the methods that reach it. Every
 * method of the service must appear in one resource: the suite fails, by name,
 * for a method that no check has exercised.
 */
export interface IsolationResource<Sample = unknown> {
  /** As the audit option names it, for example `order`. */
  readonly name: string;
  /** Table with its schema, for example `orders.order`. */
  readonly table: string;
  /**
   * What a row refers to, by the key under which `sample` is given the other
   * row's id, for example `{ customerId: { resource: 'customer', required: true } }`.
   */
  readonly references?: Readonly<
    Record<string, { readonly resource: string; readonly required: boolean }>
  >;
  /** Whether two rows of one organisation with the same `seed` collide on a unique field. */
  readonly unique: boolean;
  /**
   * Content of a row. The same seed gives the same content; different seeds
   * differ in every unique and every classified field. Only the references
   * that are passed are set. Classified text should hold at least eight
   * characters that occur nowhere else.
   */
  sample(seed: number, references: Readonly<Record<string, string>>): Sample;
  readonly create: Operation<Sample, IsolatedRow>;
  readonly get: Operation<string, IsolatedRow>;
  readonly list?: Operation<PageArgument, IsolatedPage>;
  readonly update?: Operation<UpdateArgument<Sample>, IsolatedRow>;
  /** Server-streaming; `read` gives the ids in one message. */
  readonly export?: Operation<void, readonly string[]>;
  /** Lists the rows of all organisations of the tenant. */
  readonly tenantWideList?: Operation<PageArgument, IsolatedPage>;
  /** Further methods that take the id of one row. */
  readonly actions?: readonly Operation<IsolatedRow, unknown>[];
  /**
   * The confidential and personal values in `sample(seed)`, as text. The suite
   * also finds them by the classification of the request's fields; this list
   * catches a field that has lost its classification.
   */
  classified(seed: number): readonly string[];
}
