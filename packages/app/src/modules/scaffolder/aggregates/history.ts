/** What was, is and was undone. */
export interface History<State> {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
  /** What the last step belongs to and when it was made; later steps may join it. */
  readonly last?: { readonly group: string; readonly at: number } | undefined;
}

/** Steps that can be undone. */
const LONGEST = 200;
/** Typing goes on as one step until it rests for this long, in milliseconds. */
const REST = 1_000;

/** A history that begins here. */
export function begin<State>(present: State): History<State> {
  return { past: [], present, future: [] };
}

/**
 * Makes a step. One in the same group as the last, soon after it, becomes part
 * of it: a word that is typed is undone at once, not letter by letter.
 *
 * @param step - `group` names the control that is typed in; none means a step
 *   of its own. `at` is a time in milliseconds.
 */
export function record<State>(
  history: History<State>,
  present: State,
  step: { readonly group?: string | undefined; readonly at: number },
): History<State> {
  if (present === history.present) return history;
  const last = step.group ? { group: step.group, at: step.at } : undefined;
  const joins =
    last !== undefined &&
    history.last?.group === last.group &&
    last.at - history.last.at < REST &&
    history.past.length > 0;
  const past = joins
    ? history.past
    : [...history.past, history.present].slice(-LONGEST);
  return { past, present, future: [], last };
}

/** One step back; the same history when there is none. */
export function undo<State>(history: History<State>): History<State> {
  const present = history.past.at(-1);
  if (present === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present,
    future: [history.present, ...history.future],
  };
}

/** One step forward again; the same history when there is none. */
export function redo<State>(history: History<State>): History<State> {
  const [present, ...future] = history.future;
  if (present === undefined) return history;
  return { past: [...history.past, history.present], present, future };
}
