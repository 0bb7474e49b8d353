export {
  evaluateTree,
  startEvaluator,
  UnknownControlError,
  type EvaluateOptions,
  type Evaluator,
  type EvaluatorOptions,
  type TreeEvaluation,
} from './evaluator';
export { EVALUATOR_LIMITS, type EvaluatorLimits } from './evaluator-limits';
export type { EvaluationProgress } from './evaluate-in-processes';
export { ControlPackageError } from './extended-catalogue';
export {
  verdictOf,
  type Verdict,
  type VerdictParts,
} from '../evaluation/verdict';
