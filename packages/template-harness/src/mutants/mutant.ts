/** What must notice a mutant: one control on its source, or one test of the service. */
export type Catcher =
  | {
      /** Id of the control, as `TEN-03`. */
      readonly control: string;
    }
  | {
      /** Matches the name of the test. */
      readonly test: RegExp;
      /** Name of the suite that has to run with it, where the test judges what the others have done. */
      readonly within?: RegExp;
    };

/** A catcher that is a test. */
export type TestCatcher = Extract<Catcher, { readonly test: RegExp }>;

/** What is done to a file: its text is edited, it is added with a text, or it is taken away. */
export type Edit = ((text: string) => string) | string | null;

/** One sabotage of a generated service, and what must notice it. */
export interface Mutant {
  /** `tenant-policy-removed`. */
  readonly id: string;
  /** What a careless or hostile person has done. */
  readonly title: string;
  /** Case that is sabotaged. */
  readonly caseName: string;
  /** What a good service has besides, where the case has none of what is sabotaged. */
  readonly given?: Readonly<Record<string, Edit>>;
  /** What is done to files, by their path below the service's folder. */
  readonly edits: Readonly<Record<string, Edit>>;
  readonly caughtBy: Catcher;
}

/** What edits make of a service: the new text of each file, null for one that is gone. */
export type Changes = ReadonlyMap<string, string | null>;

/**
 * What edits make of the files that `read` gives.
 *
 * @param read - the text of a file; undefined where there is none.
 * @throws Error when an edit changes nothing, or edits or adds what it cannot: whatever it belongs to is out of date.
 */
export function applyEdits(
  edits: Readonly<Record<string, Edit>>,
  read: (path: string) => string | undefined,
): Changes {
  const changes = new Map<string, string | null>();
  for (const [path, edit] of Object.entries(edits)) {
    const before = read(path);
    if (typeof edit === 'string') {
      if (before !== undefined) {
        throw new Error(`there is a file ${path} already: edit it`);
      }
      changes.set(path, edit);
      continue;
    }
    if (before === undefined) throw new Error(`there is no file ${path}`);
    const after = edit === null ? null : edit(before);
    if (after === before)
      throw new Error(`the edit of ${path} changes nothing`);
    changes.set(path, after);
  }
  if (changes.size === 0) throw new Error('there is no edit');
  return changes;
}
