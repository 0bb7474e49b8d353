/**
 * What stands between an agent library and the tools of an agent: each call is
 * decided on, validated, counted and audited, and nothing is changed but by
 * proposing it. It knows no model and no agent library.
 */
export {
  type AgentTool,
  type ArgumentSchema,
  defineTool,
  type ToolCall,
} from './agent-tool.js';
export type {
  CallAudit,
  CallIdentity,
  CallLog,
  CallOutcome,
  CallRecord,
} from './call-record.js';
export type { ToolGuardLimits } from './limits.js';
export type { PermissionSource } from './permission-source.js';
export { proposalDigest } from './proposal-digest.js';
export {
  createProposalClient,
  type NewProposal,
  type ProposalClientOptions,
  type ProposalReceipt,
  type ProposalSink,
} from './proposal-sink.js';
export {
  createToolGuard,
  type GuardedTool,
  type ToolGuard,
  type ToolGuardOptions,
} from './tool-guard.js';
export type { RefusalCode, RefusalReason, ToolResult } from './tool-result.js';
export {
  type UntrustedResult,
  untrustedResult,
  untrustedText,
} from './untrusted-result.js';
