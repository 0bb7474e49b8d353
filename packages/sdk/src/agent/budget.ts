import { createHash } from 'node:crypto';

import type { AgentBudgets } from '../agent-policy/index.js';

/** What ran out. */
export type BudgetCode =
  | 'BUDGET_CALLS'
  | 'BUDGET_TOKENS'
  | 'BUDGET_WALL_TIME'
  | 'BUDGET_REPEATS';

/** What may be used up, and how often the same call may be made. */
export interface BudgetLimits extends AgentBudgets {
  readonly maxRepeats: number;
}

/**
 * What one invocation has used up. Everything is counted at once and without
 * waiting, so that calls side by side cannot share one unit.
 */
export class Budget {
  #calls = 0;
  #tokens = 0;
  readonly #made = new Map<string, number>();
  readonly #startedAt: number;

  constructor(
    private readonly limits: BudgetLimits,
    private readonly now: () => number,
  ) {
    this.#startedAt = now();
  }

  /** Counts a call, whatever becomes of it. @returns what ran out. */
  takeCall(): BudgetCode | undefined {
    this.#calls += 1;
    return (
      this.exhausted() ??
      (this.#calls > this.limits.maxCalls ? 'BUDGET_CALLS' : undefined)
    );
  }

  /** Counts a call with the same arguments. A model that repeats itself will not get further. */
  takeRepeat(tool: string, given: unknown): BudgetCode | undefined {
    const key = createHash('sha256')
      .update(JSON.stringify([tool, sorted(given)]))
      .digest('base64');
    const made = (this.#made.get(key) ?? 0) + 1;
    this.#made.set(key, made);
    return made > this.limits.maxRepeats ? 'BUDGET_REPEATS' : undefined;
  }

  /**
   * Counts tokens of prompts and results.
   *
   * @throws RangeError for what is no count: it would lower the sum, or void it.
   */
  takeTokens(count: number): BudgetCode | undefined {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new RangeError('tokens: must be a non-negative integer.');
    }
    this.#tokens += count;
    return this.exhausted();
  }

  /** Tokens or time that ran out. */
  exhausted(): BudgetCode | undefined {
    if (this.#tokens > this.limits.maxTokens) return 'BUDGET_TOKENS';
    return this.leftMs() <= 0 ? 'BUDGET_WALL_TIME' : undefined;
  }

  /** Milliseconds of wall time that are left. */
  leftMs(): number {
    return this.limits.maxWallTimeMs - (this.now() - this.#startedAt);
  }
}

/** The lower of each; only what is a positive integer can lower anything. */
export function lowerBudgets(
  declared: AgentBudgets,
  lower: Partial<AgentBudgets>,
): AgentBudgets {
  const least = (name: keyof AgentBudgets): number => {
    const values = [declared[name], lower[name] ?? declared[name]];
    if (!values.every(value => Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(`budgets.${name}: must be a positive integer.`);
    }
    return Math.min(...values);
  };
  return {
    maxTokens: least('maxTokens'),
    maxCalls: least('maxCalls'),
    maxWallTimeMs: least('maxWallTimeMs'),
  };
}

/** JSON data with its properties in order, so that the same data gives the same text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .map(([name, item]) => [name, sorted(item)]);
}
