/** Something wrong with the contract, before it is known how the input writes that place. */
export interface Finding {
  /** Index of the aggregate. */
  readonly aggregate: number;
  /** Index of the field in the aggregate. */
  readonly field?: number;
  /** Attribute that is wrong: `name`, `target`, `maxLength`, `values[3]`. */
  readonly attribute?: string;
  readonly message: string;
}
