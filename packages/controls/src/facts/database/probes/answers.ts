import { quoteIdentifier } from '../apply/quote';
import type { Inspection } from '../catalogue/build-state';
import type { Grant, Place, Relation, Routine } from '../database';
import type { ProbeSession } from './probe-session';
import { sampleOf, tableName } from './samples';

/** What views and functions answer, by their labels. */
export type Answers = ReadonlyMap<
  string,
  { readonly text: string; readonly at?: Place }
>;

const MAX_OBJECTS = 200;

function may(
  grants: readonly Grant[],
  role: string,
  privilege: string,
): boolean {
  return grants.some(
    grant =>
      (grant.grantee === role || grant.grantee === 'PUBLIC') &&
      grant.privilege === privilege,
  );
}

function isView({ kind }: Relation): boolean {
  return kind === 'view' || kind === 'materialized view';
}

/** A call with the values that the sample rows have; undefined where there is none for an argument. */
function callOf(routine: Routine): string | undefined {
  const args = routine.argumentTypes.map(type => sampleOf(type, 1));
  return args.every(arg => arg !== undefined)
    ? `${quoteIdentifier(routine.schema)}.${quoteIdentifier(
        routine.name,
      )}(${args.join(', ')})`
    : undefined;
}

/**
 * Asks everything that a role may ask beside tables. An answer that differs when
 * it is asked twice says nothing and is left out.
 */
export async function answersOf(
  session: ProbeSession,
  { relations, routines }: Pick<Inspection, 'relations' | 'routines'>,
  role: string,
): Promise<Answers> {
  const questions = [
    ...relations
      .filter(view => isView(view) && may(view.grants, role, 'SELECT'))
      .map(view => ({ label: view.label, from: tableName(view), at: view.at })),
    ...routines.flatMap(routine => {
      const { label, grants, everybodyByDefault, at } = routine;
      const asked =
        !routine.returnsTrigger &&
        routine.context === undefined &&
        (everybodyByDefault || may(grants, role, 'EXECUTE'));
      const from = asked ? callOf(routine) : undefined;
      return from === undefined ? [] : [{ label, from, at }];
    }),
  ].slice(0, MAX_OBJECTS);
  const answers = new Map<string, { text: string; at?: Place }>();
  for (const { label, from, at } of questions) {
    const query = `SELECT string_agg(r, ' ' ORDER BY r) FROM (SELECT q::text COLLATE "C" AS r FROM ${from} AS q) AS s`;
    const first = await session.value(query);
    const second = await session.value(query);
    // To be refused is an answer too.
    if (first !== second) continue;
    answers.set(label, {
      text: first === undefined ? 'refused' : first ?? '',
      ...(at === undefined ? {} : { at }),
    });
  }
  return answers;
}
