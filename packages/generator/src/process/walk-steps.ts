import { isRecord } from '../controller/is-record';
import { formatPath, type Problem } from '../problem';
import { DEEPEST_STEPS, MOST_STEPS } from './bounds';
import { isStepType } from './step-details';

/** What the steps of a list within a step are for. */
export type ListRole =
  | 'onFailure'
  | 'onTimeout'
  | 'onRejection'
  | 'branch'
  | 'case'
  | 'else';

/** A list of steps within a step, as it was given. */
export interface RawList {
  readonly role: ListRole;
  /** Where it stands in its step. */
  readonly path: readonly PropertyKey[];
  readonly steps: unknown;
}

/** The lists of steps that a value has if it is a step, whatever they hold. */
export function listsWithin(step: unknown): RawList[] {
  if (!isRecord(step) || !isStepType(step.type)) return [];
  const named = (role: 'onFailure' | 'onTimeout' | 'onRejection' | 'else') =>
    step[role] === undefined ? [] : [{ role, path: [role], steps: step[role] }];
  switch (step.type) {
    case 'call':
    case 'agent':
      return named('onFailure');
    case 'signal':
      return named('onTimeout');
    case 'approval':
      return [...named('onRejection'), ...named('onTimeout')];
    case 'parallel':
      return entries(step.branches).map(([index, branch]) => ({
        role: 'branch',
        path: ['branches', index],
        steps: branch,
      }));
    case 'choice':
      return [
        ...entries(step.cases).map(
          ([index, one]): RawList => ({
            role: 'case',
            path: ['cases', index, 'steps'],
            steps: isRecord(one) ? one.steps : undefined,
          }),
        ),
        ...named('else'),
      ];
    default:
      return [];
  }
}

/**
 * Says when there are more steps, or deeper ones, than a process can have. It
 * ends soon whatever the value is, even one that contains itself, and comes
 * before everything that follows the steps to their end.
 */
export function checkBounds(steps: unknown): Problem[] {
  const waiting = [{ path: ['steps'] as PropertyKey[], steps, depth: 1 }];
  let count = 0;
  for (let list = waiting.pop(); list !== undefined; list = waiting.pop()) {
    if (list.depth > DEEPEST_STEPS) {
      return [
        {
          path: formatPath(list.path),
          message: `lies deeper than ${DEEPEST_STEPS} lists of steps; make a process of its own of the inner steps`,
        },
      ];
    }
    for (const [index, step] of entries(list.steps)) {
      count += 1;
      if (count > MOST_STEPS) {
        return [
          {
            path: 'steps',
            message: `must have at most ${MOST_STEPS} steps in all; split the process`,
          },
        ];
      }
      for (const within of listsWithin(step)) {
        waiting.push({
          path: [...list.path, index, ...within.path],
          steps: within.steps,
          depth: list.depth + 1,
        });
      }
    }
  }
  return [];
}

/** Indices and values of what may be a list; of a longer one than any bound only the beginning. */
export function entries(value: unknown): [number, unknown][] {
  if (!Array.isArray(value)) return [];
  return [...value.slice(0, MOST_STEPS + 1).entries()];
}
