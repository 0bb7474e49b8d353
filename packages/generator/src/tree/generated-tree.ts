/** One file of a generated tree. */
export interface GeneratedFile {
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** Content of `.ameide/scaffold.json`: what a tree was made from. */
export interface ScaffoldRecord {
  readonly schemaVersion: 1;
  readonly template: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
  };
  readonly sdk: { readonly version: string; readonly integrity: string };
  /** The valid input with its defaults. Never holds a secret: the input has no place for one. */
  readonly answers: unknown;
  /** sha256 in hexadecimal of every file but this record. */
  readonly files: Readonly<Record<string, string>>;
  /** What the template promises for the tree. */
  readonly promises: readonly string[];
  /** Ids of the controls that hold in the tree: one that fails later has been lost. */
  readonly controls: readonly string[];
}

/** The result of generation, in memory. */
export interface GeneratedTree {
  /** By path: `/`-separated, relative, sorted. */
  readonly files: ReadonlyMap<string, GeneratedFile>;
  /** `sha256:…` over paths, modes and contents. */
  readonly digest: string;
  readonly record: ScaffoldRecord;
  /** What was made and what it promises, a line each. */
  readonly summary: readonly string[];
}
