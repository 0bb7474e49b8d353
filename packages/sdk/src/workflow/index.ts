/**
 * Durable processes: the port that workflow code is written against, and what services
 * need to start and steer instances. Nothing here depends on an engine or on Node, so
 * that an engine may run workflow code in an isolate.
 */
export {
  type Activity,
  type ActivityContext,
  type ActivityTypes,
  defineActivities,
  PermanentFailure,
  type StepOptions,
} from './port/activity.js';
export {
  type Approver,
  type Decision,
  type DecisionRefusal,
  type DecisionRight,
  mayDecide,
  type PendingApproval,
} from './port/approval.js';
export { type Compensation, withCompensation } from './port/compensation.js';
export {
  type AnyWorkflow,
  type Branch,
  defineBranch,
  defineWorkflow,
  type WorkflowDefinition,
  type WorkflowInput,
  type WorkflowOutput,
} from './port/definition.js';
export type { Duration } from './port/duration.js';
export {
  BranchFailedError,
  CancelledError,
  CompensationFailedError,
  DecisionRefusedError,
  FailureError,
  InstanceConflictError,
  InstanceEndedError,
  InstanceInterruptedError,
  InstanceNotFoundError,
  InvalidDefinitionError,
  InvalidInstanceIdError,
  InvalidPayloadError,
  MisusedFlowError,
  NonDeterminismError,
  type OperationSummary,
  StepFailedError,
  WaitTimedOutError,
  WorkflowError,
  WorkflowFailedError,
} from './port/errors.js';
export type { Failure, FailureCode } from './port/failure.js';
export type {
  ApprovalOptions,
  BranchFlow,
  Flow,
  SignalOptions,
} from './port/flow.js';
export { type JsonValue, MAX_PAYLOAD_BYTES } from './port/json.js';
export type {
  DecideRequest,
  InstanceRequest,
  InstanceState,
  InstanceWait,
  SignalRequest,
  StartedInstance,
  StartRequest,
  WorkflowEngine,
} from './instance/engine.js';
export {
  instanceId,
  type InstanceKey,
  type InstanceScope,
  isInScope,
  parseInstanceId,
} from './instance/instance-id.js';
export type { RecordedOperation, WorkflowHistory } from './replay/history.js';
