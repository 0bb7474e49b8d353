/**
 * What an agent may do: one decision, without dependencies, for the browser and
 * for servers; used when an agent is published, when a tool is granted, when it
 * runs, and by the permission policy.
 */
export type {
  AgentBudgets,
  AgentDefinition,
  AgentInstance,
  Sponsor,
  SponsorMembership,
  ToolDeclaration,
  ToolGrant,
} from './agent-definition.js';
export type { ArgumentConstraint } from './argument-constraint.js';
export {
  checkDefinition,
  type Problem,
  PROBLEM_CODES,
  type ProblemCode,
} from './check-definition.js';
export { checkGrant } from './check-grant.js';
export {
  effectivePermission,
  type Obligation,
  type Permission,
  type PermissionQuestion,
  type Permitted,
  type Refused,
} from './effective-permission.js';
export {
  definitionFromContract,
  grantFromContract,
  instanceFromContract,
} from './from-contract.js';
export {
  type PermittedTool,
  permittedTools,
  type RefusedTool,
  type ToolsOverview,
  type ToolsQuestion,
} from './permitted-tools.js';
export { type Reason, REASON_CODES, type ReasonCode } from './reason.js';
export {
  CAPABILITY_CLASSES,
  type CapabilityClass,
  DANGEROUS_CLASSES,
  type DangerousClass,
  RISK_TIERS,
  type RiskTier,
  SCOPES,
  type Scope,
  type SponsorRole,
} from './vocabulary.js';
