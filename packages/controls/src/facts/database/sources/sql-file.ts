/** A file of SQL. */
export interface SqlFile {
  readonly path: string;
  readonly text: string;
}

/** Where something was written. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}
