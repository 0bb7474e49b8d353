import { formatPath, type Problem } from '../problem';
import type { VariableInput } from './input';
import type { StepNode, StepNodeList } from './sound-steps';
import {
  lateReadsOf,
  readsOf,
  writesOf,
  type VariableUse,
} from './variable-uses';

/** What is known where a step begins. */
interface State {
  /** Variables that have a value on every way to here. */
  readonly assigned: ReadonlySet<string>;
  /** A step on every way is not valid, so it may have given a value to anything. */
  readonly uncertain: boolean;
  /** On some way to here something was done that can be undone. */
  readonly undoable: boolean;
}

/** No step begins here. */
const NOWHERE = undefined;
type Reached = State | typeof NOWHERE;

/**
 * Follows all ways through the steps: what is read has a value on each of them
 * (definite assignment: parallel branches add up, of alternatives only what they
 * have in common counts), every step can be reached, and what is undone was done.
 */
export function checkFlow(
  nodes: readonly StepNode[],
  variables: readonly VariableInput[],
): Problem[] {
  const declared = new Set(variables.map(({ name }) => name));
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string) =>
    problems.push({ path: formatPath(path), message });

  function checkReads(
    node: StepNode,
    uses: readonly VariableUse[],
    state: State,
  ) {
    for (const { variable, path } of uses) {
      if (
        !state.uncertain &&
        declared.has(variable) &&
        !state.assigned.has(variable)
      ) {
        report(
          [...node.path, ...path],
          `${variable} has no value on every way to here; let an earlier step of each way give it one, or mark it as input`,
        );
      }
    }
  }

  function followList(list: readonly StepNode[], entry: State): Reached {
    let state: Reached = entry;
    for (const node of list) {
      if (state === NOWHERE) {
        report(
          node.path,
          'is never reached, because every way ends before it; remove it, or move the end',
        );
        return NOWHERE;
      }
      state = followStep(node, state);
    }
    return state;
  }

  function followLists(
    lists: readonly StepNodeList[],
    entry: State,
  ): Reached[] {
    return lists.map(list => followList(list.nodes, entry));
  }

  function followStep(node: StepNode, entry: State): Reached {
    const step = node.details;
    if (step === undefined) {
      const anything = { ...entry, uncertain: true, undoable: true };
      followLists(node.lists, anything);
      return anything;
    }
    checkReads(node, readsOf(step), entry);
    switch (step.type) {
      case 'end':
        if (step.compensate && !entry.undoable) {
          report(
            [...node.path, 'compensate'],
            'has nothing to undo, because no call before it has a compensation; add one, or remove this',
          );
        }
        return NOWHERE;
      case 'choice':
        return joined([
          ...followLists(node.lists, entry),
          // Without it, which is reported elsewhere, nobody knows what comes after.
          ...(node.lists.some(({ role }) => role === 'else')
            ? []
            : [{ ...entry, uncertain: true }]),
        ]);
      case 'parallel':
        return united(
          entry,
          node.lists.map(
            list =>
              followList(list.nodes, entry) ?? { ...entry, uncertain: true },
          ),
        );
      default: {
        const success: State = {
          ...entry,
          assigned: new Set([
            ...entry.assigned,
            ...writesOf(step).map(({ variable }) => variable),
          ]),
          undoable:
            entry.undoable ||
            (step.type === 'call' && step.compensation !== undefined),
        };
        checkReads(node, lateReadsOf(step), success);
        return joined([success, ...followLists(node.lists, entry)]);
      }
    }
  }

  followList(nodes, {
    assigned: new Set(
      variables.filter(({ input }) => input).map(({ name }) => name),
    ),
    uncertain: false,
    undoable: false,
  });
  return problems;
}

/** Where one of several ways was taken. */
function joined(ways: readonly Reached[]): Reached {
  const reached = ways.filter(way => way !== NOWHERE);
  if (reached.length === 0) return NOWHERE;
  const certain = reached.filter(way => !way.uncertain);
  const [first, ...others] = certain.length > 0 ? certain : reached;
  return {
    assigned: new Set(
      [...(first?.assigned ?? [])].filter(name =>
        others.every(way => way.assigned.has(name)),
      ),
    ),
    uncertain: certain.length === 0,
    undoable: reached.some(way => way.undoable),
  };
}

/** Where all ways were taken. */
function united(entry: State, ways: readonly State[]): State {
  return {
    assigned: new Set([
      ...entry.assigned,
      ...ways.flatMap(way => [...way.assigned]),
    ]),
    uncertain: entry.uncertain || ways.some(way => way.uncertain),
    undoable: entry.undoable || ways.some(way => way.undoable),
  };
}
