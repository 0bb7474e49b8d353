/**
 * The description of a process controller, as steps or as a BPMN 2.0 file:
 * nothing here needs Node.
 *
 * @packageDocumentation
 */
export {
  ENGINE_LIMITS,
  ENGINES,
  type Engine,
  type EngineLimits,
} from './engine';
export {
  processInputSchema,
  VARIABLE_CLASSIFICATIONS,
  VARIABLE_TYPES,
  variableSchema,
  type ProcessInput,
  type VariableInput,
  type VariableType,
} from './input';
export { operatorsOf } from './literal';
export {
  parseProcessInput,
  stepsOf,
  type ProcessParseResult,
} from './parse-process-input';
export {
  formatBpmnProblems,
  readBpmn,
  type BpmnProblem,
  type BpmnReading,
  type StepElement,
} from './read-bpmn';
export {
  APPROVAL_ROLES,
  OPERATORS,
  STEP_TYPES,
  type Operator,
  type StepType,
} from './step-details';
export {
  type AgentStep,
  type ApprovalStep,
  type CallStep,
  type ChoiceStep,
  type Condition,
  type EndStep,
  type ParallelStep,
  type SignalStep,
  type Step,
  type TimerStep,
} from './steps';
export { writeBpmn } from './write-bpmn';
