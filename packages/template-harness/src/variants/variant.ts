import type { Edit } from '../mutants/mutant';

/** A service that is secure and looks otherwise than what a template makes: no control may complain of it. */
export interface Variant {
  /** `several-migrations`. */
  readonly id: string;
  /** What is otherwise. */
  readonly title: string;
  /** Case that it starts from. */
  readonly caseName: string;
  /** What is done to files of the case, by their path. */
  readonly edits: Readonly<Record<string, Edit>>;
}
