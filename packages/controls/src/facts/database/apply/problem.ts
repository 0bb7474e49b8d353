import type { Place } from '../sources/sql-file';

/** Something about the SQL itself that keeps it from being what the service says. */
export interface Problem {
  readonly kind:
    | 'missing'
    | 'unreadable'
    | 'refused'
    | 'needs-administrator'
    | 'changes-session-user'
    /** The message is its name. */
    | 'no-such-extension';
  readonly message: string;
  readonly at?: Place;
  readonly file?: string;
  /** In SQL outside the declared paths. */
  readonly elsewhere?: boolean;
}
