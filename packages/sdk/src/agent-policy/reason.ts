/** Why a permission was refused. Codes are stable: they stand in audit entries and are tested for. */
export const REASON_CODES = [
  // The question.
  'EVALUATION_FAILED',
  'TENANT_UNVERIFIED',
  'ORGANIZATION_UNVERIFIED',
  'TIME_INVALID',
  'ARGUMENTS_UNREADABLE',
  'ARGUMENTS_NAME_TENANT',
  'ARGUMENTS_NAME_ORGANIZATION',
  'ARGUMENTS_NAME_USER',
  // The agent.
  'AGENT_INVALID',
  'SCOPE_UNKNOWN',
  'SCOPE_FORBIDS_CLASS',
  'RISK_TIER_UNKNOWN',
  'RISK_TIER_FORBIDS_CLASS',
  'DEFAULT_AGENT_FORBIDS_CLASS',
  'AGENT_TENANT_NOT_LISTED',
  'INSTANCE_INVALID',
  'INSTANCE_NOT_ACTIVE',
  'INSTANCE_OF_OTHER_AGENT',
  'INSTANCE_OF_OTHER_TENANT',
  // The tool.
  'TOOL_NAME_INVALID',
  'TOOL_NOT_DECLARED',
  'TOOL_DECLARED_TWICE',
  'TOOL_INVALID',
  'CAPABILITY_CLASS_UNKNOWN',
  'WRAPPER_MISSING',
  'WRAPPER_NOT_SEPARATE',
  'EGRESS_INVALID',
  // The sponsor.
  'SPONSOR_ABSENT',
  'SPONSOR_NOT_OF_AGENT',
  'SPONSOR_NOT_ACTIVE',
  'SPONSOR_NOT_IN_TENANT',
  'SPONSOR_NOT_IN_ORGANIZATION',
  'SPONSOR_LACKS_ROLE',
  'SPONSOR_LACKS_PERMISSION',
  // The grants.
  'NOT_GRANTED',
  'GRANT_WILDCARD',
  'GRANT_INVALID',
  'GRANT_NOT_ACTIVE',
  'GRANT_CLASS_DIFFERS',
  'GRANT_TENANT_NOT_LISTED',
  'GRANT_NOT_YET_VALID',
  'GRANT_EXPIRED',
  'GRANT_CONSTRAINT_UNKNOWN',
  'GRANT_CONSTRAINT_NOT_MET',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

/** One reason against. Neither text holds anything that a model wrote. */
export interface Reason {
  readonly code: ReasonCode;
  /** What is wrong and what to do, for a person. */
  readonly message: string;
  /** What it is about: `agent.scope`, `tool.capabilityClass`, `grants[2].expiresAt`. */
  readonly path: string;
}

/** A reason, from its parts. */
export function reason(
  code: ReasonCode,
  path: string,
  message: string,
): Reason {
  return { code, message, path };
}
