import type { AgentFacts, ToolFacts } from './agent-facts.js';
import { constraintCheck } from './argument-constraint.js';
import { isForeignId } from './names.js';
import { own, ownList, ownStrings } from './own-data.js';
import { type Reason, reason } from './reason.js';
import { isCapabilityClass } from './vocabulary.js';

/** What a grant is held against. */
export interface GrantQuestion {
  readonly agent: AgentFacts;
  readonly tool: ToolFacts;
  readonly tenantId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A call's arguments; `any` asks whether there may be a call that the grant permits, now or later. */
  readonly call: { readonly arguments: unknown } | 'any';
}

/** A grant that counts, or everything that speaks against each grant that might have. */
export type GrantDecision =
  | { readonly grant: { readonly id: string; readonly expiresAt: number } }
  | { readonly reasons: Reason[] };

/** One grant is enough; none speaks against another. */
export function grantDecision(
  grants: readonly unknown[],
  question: GrantQuestion,
): GrantDecision {
  const reasons: Reason[] = [];
  let candidates = 0;
  for (const [index, grant] of grants.entries()) {
    if (own(grant, 'agentId') !== question.agent.id) continue;
    const tool = own(grant, 'tool');
    if (typeof tool === 'string' && tool.includes('*')) {
      reasons.push(
        reason(
          'GRANT_WILDCARD',
          `grants[${index}].tool`,
          'a grant with a wildcard grants nothing; name the tool.',
        ),
      );
    }
    if (tool !== question.tool.name) continue;
    candidates += 1;
    const against = grantReasons(grant, question, `grants[${index}]`);
    const id = own(grant, 'id');
    const expiresAt = own(grant, 'expiresAt');
    if (
      against.length === 0 &&
      typeof id === 'string' &&
      typeof expiresAt === 'number'
    ) {
      return { grant: { id, expiresAt } };
    }
    reasons.push(...against);
  }
  if (candidates === 0) {
    reasons.push(
      reason(
        'NOT_GRANTED',
        'grants',
        'nobody has granted this agent a tool of exactly this name.',
      ),
    );
  }
  return { reasons };
}

function grantReasons(
  grant: unknown,
  question: GrantQuestion,
  path: string,
): Reason[] {
  const reasons = grantShapeReasons(grant, path);
  const capabilityClass = own(grant, 'capabilityClass');
  if (
    isCapabilityClass(capabilityClass) &&
    capabilityClass !== question.tool.capabilityClass
  ) {
    reasons.push(
      reason(
        'GRANT_CLASS_DIFFERS',
        `${path}.capabilityClass`,
        `granted as a ${capabilityClass} tool, which it is not any more; grant it anew.`,
      ),
    );
  }
  if (own(grant, 'state') !== 'ACTIVE') {
    reasons.push(
      reason(
        'GRANT_NOT_ACTIVE',
        `${path}.state`,
        'the grant is revoked, or of unknown state.',
      ),
    );
  }
  if (!ownStrings(grant, 'tenants')?.includes(question.tenantId)) {
    reasons.push(
      reason(
        'GRANT_TENANT_NOT_LISTED',
        `${path}.tenants`,
        'the grant does not list this tenant.',
      ),
    );
  }
  const grantedAt = own(grant, 'grantedAt');
  const expiresAt = own(grant, 'expiresAt');
  if (
    typeof grantedAt === 'number' &&
    grantedAt > question.now &&
    question.call !== 'any'
  ) {
    reasons.push(
      reason(
        'GRANT_NOT_YET_VALID',
        `${path}.grantedAt`,
        'the grant lies in the future.',
      ),
    );
  }
  if (typeof expiresAt === 'number' && expiresAt <= question.now) {
    reasons.push(
      reason('GRANT_EXPIRED', `${path}.expiresAt`, 'the grant has expired.'),
    );
  }
  if (question.call !== 'any') {
    reasons.push(...constraintReasons(grant, question.call.arguments, path));
  }
  return reasons;
}

/**
 * What is wrong with a grant whatever it is asked for: the same at the moment of
 * granting and at each call.
 */
export function grantShapeReasons(grant: unknown, path: string): Reason[] {
  const reasons: Reason[] = [];
  const invalid = (field: string, message: string) =>
    reasons.push(reason('GRANT_INVALID', `${path}.${field}`, message));
  if (!isForeignId(own(grant, 'id'))) {
    invalid('id', 'the grant has no id.');
  }
  const grantedBy = own(grant, 'grantedBy');
  if (!isForeignId(grantedBy)) {
    invalid('grantedBy', 'nobody stands for the grant.');
  } else if (grantedBy === own(grant, 'agentId')) {
    invalid('grantedBy', 'an agent grants itself nothing.');
  }
  const grantedAt = own(grant, 'grantedAt');
  const expiresAt = own(grant, 'expiresAt');
  if (!Number.isFinite(grantedAt)) {
    invalid('grantedAt', 'the grant does not say since when it holds.');
  }
  if (!Number.isFinite(expiresAt)) {
    invalid('expiresAt', 'the grant has no end; every grant has one.');
  }
  if (Number(grantedAt) >= Number(expiresAt)) {
    invalid('expiresAt', 'the grant ends before it begins.');
  }
  if (!isCapabilityClass(own(grant, 'capabilityClass'))) {
    reasons.push(
      reason(
        'CAPABILITY_CLASS_UNKNOWN',
        `${path}.capabilityClass`,
        'the capability class is unset or unknown.',
      ),
    );
  }
  const constraints = ownList(grant, 'constraints');
  if (constraints === undefined) {
    invalid(
      'constraints',
      'the constraints are not a list; an empty list means none.',
    );
  }
  for (const [index, constraint] of (constraints ?? []).entries()) {
    if (constraintCheck(constraint) === undefined) {
      reasons.push(
        reason(
          'GRANT_CONSTRAINT_UNKNOWN',
          `${path}.constraints[${index}]`,
          'the constraint is of an unknown kind, or bounds nothing; what cannot be checked does not hold.',
        ),
      );
    }
  }
  return reasons;
}

function constraintReasons(
  grant: unknown,
  given: unknown,
  path: string,
): Reason[] {
  return (ownList(grant, 'constraints') ?? []).flatMap((constraint, index) =>
    constraintCheck(constraint)?.(given) === false
      ? [
          reason(
            'GRANT_CONSTRAINT_NOT_MET',
            `${path}.constraints[${index}]`,
            'an argument lies outside of what was granted.',
          ),
        ]
      : [],
  );
}
