import type { Edit, Mutant } from './mutant';

const ROLES = 'db/roles.sql';
const LATER = 'db/migrations/003.do.later.sql';

/** A sabotage of the orders service's SQL that one control must notice. */
export function sabotage(
  id: string,
  title: string,
  control: string,
  edits: Readonly<Record<string, Edit>>,
): Mutant {
  return { id, title, caseName: 'orders', edits, caughtBy: { control } };
}

/** More for the administrator to run. */
export function inRoles(
  id: string,
  title: string,
  control: string,
  sql: string,
): Mutant {
  return sabotage(id, title, control, {
    [ROLES]: text => `${text}\n${sql}\n`,
  });
}

/** A migration that comes after the generated ones. */
export function later(
  id: string,
  title: string,
  control: string,
  sql: string,
): Mutant {
  return sabotage(id, title, control, { [LATER]: `${sql}\n` });
}
