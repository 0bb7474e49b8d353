import { z } from 'zod';

/** A person's decision, as the workflow gets it. */
export interface Decision {
  readonly approved: boolean;
  /** Subject of the person. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly comment?: string | undefined;
}

/** Shape of a decision. */
export const decisionSchema: z.ZodType<Decision> = z.object({
  approved: z.boolean(),
  by: z.string().min(1),
  at: z.iso.datetime(),
  comment: z.string().max(4_000).optional(),
});

/** Who wants to decide: taken from a verified token of now, never from an earlier one. */
export interface Approver {
  readonly tenantId: string;
  readonly organizationId: string;
  readonly subject: string;
  readonly roles: readonly string[];
}

/** What is to be decided. */
export interface PendingApproval {
  readonly tenantId: string;
  readonly organizationId: string;
  /** Any one of them suffices; with none, nobody may decide. */
  readonly roles: readonly string[];
  /** Subject whose request it is; undefined when unknown, and then nobody may decide. */
  readonly requestedBy: string | undefined;
}

/** Why somebody may not decide. */
export type DecisionRefusal =
  | 'other-tenant'
  | 'other-organization'
  | 'missing-role'
  | 'unknown-requester'
  | 'self-approval';

/** May, or may not and why. */
export type DecisionRight =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: DecisionRefusal };

/**
 * Whether somebody may take a decision: same tenant and organisation, one of the
 * roles, and not on their own request. Empty and unknown values are refused.
 */
export function mayDecide(
  approver: Approver,
  approval: PendingApproval,
): DecisionRight {
  const refuse = (reason: DecisionRefusal): DecisionRight => ({
    allowed: false,
    reason,
  });
  if (approver.tenantId === '' || approver.tenantId !== approval.tenantId) {
    return refuse('other-tenant');
  }
  if (
    approver.organizationId === '' ||
    approver.organizationId !== approval.organizationId
  ) {
    return refuse('other-organization');
  }
  if (
    !approval.roles.some(role => role !== '' && approver.roles.includes(role))
  ) {
    return refuse('missing-role');
  }
  if (
    approval.requestedBy === undefined ||
    approval.requestedBy === '' ||
    approver.subject === ''
  ) {
    return refuse('unknown-requester');
  }
  return approver.subject === approval.requestedBy
    ? refuse('self-approval')
    : { allowed: true };
}
