/** What one evaluation may take. */
export interface EvaluatorLimits {
  /** Milliseconds for a tree, all attempts together. */
  readonly treeMs: number;
  /** Milliseconds for one fact or one control. */
  readonly stepMs: number;
  /** Milliseconds until a process is ready for its first tree. */
  readonly startMs: number;
  /** Bytes that a process may hold, as the kernel counts them. */
  readonly memoryBytes: number;
}

export const EVALUATOR_LIMITS: EvaluatorLimits = {
  treeMs: 60_000,
  stepMs: 20_000,
  startMs: 60_000,
  memoryBytes: 1024 ** 3,
};
