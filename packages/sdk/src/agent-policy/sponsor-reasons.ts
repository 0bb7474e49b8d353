import type { AgentFacts, ToolFacts } from './agent-facts.js';
import { own, ownList, ownStrings } from './own-data.js';
import { type Reason, reason } from './reason.js';
import { classRule } from './vocabulary.js';

/** Where the sponsor must be entitled. */
export interface Place {
  readonly tenantId: string;
  /** Undefined: in whichever organisation of the tenant; only for saying what might ever be permitted. */
  readonly organizationId: string | undefined;
}

interface Membership {
  readonly tenantId: unknown;
  readonly organizationId: unknown;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

/** The sponsor as far as it does not depend on a tool. */
export interface SponsorFacts {
  readonly memberships: readonly Membership[];
  readonly reasons: readonly Reason[];
}

/** Whether there is a sponsor, the one that the agent names, and active. */
export function sponsorFacts(
  agent: AgentFacts,
  sponsor: unknown,
): SponsorFacts {
  const reasons: Reason[] = [];
  if (agent.sponsor === undefined) {
    reasons.push(
      reason('SPONSOR_ABSENT', 'agent.sponsor', 'the agent names no sponsor.'),
    );
  }
  if (typeof sponsor !== 'object' || sponsor === null) {
    reasons.push(
      reason(
        'SPONSOR_ABSENT',
        'sponsor',
        'there is no sponsor; an agent without one may do nothing.',
      ),
    );
    return { memberships: [], reasons };
  }
  if (agent.sponsor !== undefined && own(sponsor, 'id') !== agent.sponsor) {
    reasons.push(
      reason(
        'SPONSOR_NOT_OF_AGENT',
        'sponsor.id',
        'this is not the person whom the agent names as its sponsor.',
      ),
    );
  }
  if (own(sponsor, 'state') !== 'ACTIVE') {
    reasons.push(
      reason(
        'SPONSOR_NOT_ACTIVE',
        'sponsor.state',
        'the sponsor is disabled, removed, or of unknown state.',
      ),
    );
  }
  const memberships = (ownList(sponsor, 'memberships') ?? []).map(
    membership => ({
      tenantId: own(membership, 'tenantId'),
      organizationId: own(membership, 'organizationId'),
      roles: ownStrings(membership, 'roles') ?? [],
      permissions: ownStrings(membership, 'permissions') ?? [],
    }),
  );
  return { memberships, reasons };
}

/** Whether the sponsor may do there, now, what the tool does. */
export function entitlementReasons(
  sponsor: SponsorFacts,
  tool: ToolFacts,
  place: Place,
): Reason[] {
  const inTenant = sponsor.memberships.filter(
    membership => membership.tenantId === place.tenantId,
  );
  if (inTenant.length === 0) {
    return [
      reason(
        'SPONSOR_NOT_IN_TENANT',
        'sponsor.memberships',
        'the sponsor is not in this tenant.',
      ),
    ];
  }
  const here = inTenant.filter(
    membership =>
      place.organizationId === undefined ||
      membership.organizationId === place.organizationId,
  );
  if (here.length === 0) {
    return [
      reason(
        'SPONSOR_NOT_IN_ORGANIZATION',
        'sponsor.memberships',
        'the sponsor is not in this organisation.',
      ),
    ];
  }
  const reasons: Reason[] = [];
  const rule = classRule(tool.capabilityClass);
  const roles = new Set<string>(rule?.sponsorRoles);
  if (
    rule &&
    !here.some(membership => membership.roles.some(role => roles.has(role)))
  ) {
    reasons.push(
      reason(
        'SPONSOR_LACKS_ROLE',
        'sponsor.memberships',
        `the sponsor holds none of the roles that ${String(
          tool.capabilityClass,
        )} tools need: ${rule.sponsorRoles.join(', ')}.`,
      ),
    );
  }
  const missing = (tool.sponsorPermissions ?? []).filter(
    permission =>
      !here.some(membership => membership.permissions.includes(permission)),
  );
  if (missing.length > 0) {
    reasons.push(
      reason(
        'SPONSOR_LACKS_PERMISSION',
        'sponsor.memberships',
        `the sponsor lacks what the tool needs: ${missing.join(', ')}.`,
      ),
    );
  }
  return reasons;
}
