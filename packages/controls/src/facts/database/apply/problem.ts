import type { Place } from '../sources/sql-file';

/** Something about the SQL itself that keeps it from being what the service says. */
export interface Problem {
  readonly kind:
    | 'missing'
    | 'unreadable'
    | 'refused'
    | 'needs-administrator'
    | 'changes-session-user'
    | 'engine';
  readonly message: string;
  readonly at?: Place;
  readonly file?: string;
  /** In SQL outside the declared paths. */
  readonly elsewhere?: boolean;
}
