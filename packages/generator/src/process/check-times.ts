import { formatPath, type Problem } from '../problem';
import { durationSeconds } from './duration';
import { ENGINE_LIMITS, type Engine } from './engine';
import type { StepNode } from './sound-steps';

/** No step takes longer than the engine allows. */
export function checkTimes(
  nodes: readonly StepNode[],
  engine: Engine,
): Problem[] {
  const problems: Problem[] = [];
  const { longestCall, longestWait } = ENGINE_LIMITS[engine];
  for (const { path, details } of nodes) {
    const check = (
      place: readonly PropertyKey[],
      duration: string | undefined,
      longest: string,
      advice: string,
    ) => {
      const seconds = durationSeconds(duration ?? '') ?? 0;
      if (seconds > (durationSeconds(longest) ?? 0))
        problems.push({
          path: formatPath([...path, ...place]),
          message: `is longer than ${longest}, the most that ${engine} allows here; ${advice}`,
        });
    };
    switch (details?.type) {
      case 'call':
      case 'agent':
        check(
          ['timeout'],
          details.timeout,
          longestCall,
          'let the other side answer at once and wait for its signal',
        );
        check(
          ['retry', 'interval'],
          details.retry.interval,
          longestCall,
          'wait with a timer in onFailure',
        );
        break;
      case 'signal':
      case 'approval':
        check(
          ['timeout'],
          details.timeout,
          longestWait,
          'ask again in onTimeout',
        );
        break;
      case 'timer':
        check(
          ['duration'],
          details.duration,
          longestWait,
          'start a new instance then',
        );
        break;
      default:
    }
  }
  return problems;
}
