import type {
  AgentDefinition,
  AgentInstance,
  Sponsor,
  ToolGrant,
} from './agent-definition.js';
import { agentFacts, type ToolFacts } from './agent-facts.js';
import { argumentReasons } from './argument-context.js';
import { grantDecision } from './grant-reasons.js';
import {
  instanceLimits,
  instancePlaceReasons,
  instanceReasons,
} from './instance-reasons.js';
import { isForeignId } from './names.js';
import { own, ownList } from './own-data.js';
import { type Reason, reason } from './reason.js';
import { entitlementReasons, sponsorFacts } from './sponsor-reasons.js';
import {
  agentReasons,
  classReasons,
  declaredTool,
  toolReasons,
} from './tool-reasons.js';
import { type CapabilityClass, classRule } from './vocabulary.js';

/** One call that an agent wants to make. */
export interface PermissionQuestion {
  readonly agent: AgentDefinition;
  /** Where given, it narrows what the definition says. */
  readonly instance?: AgentInstance | undefined;
  readonly grants: readonly ToolGrant[];
  /** As the directory knows them now; undefined when it knows nobody. */
  readonly sponsor: Sponsor | undefined;
  /** Exactly as the model wrote it. */
  readonly tool: string;
  readonly request: {
    /** From the verified token, never from the model. */
    readonly tenantId: string;
    /** From the verified token, never from the model. */
    readonly organizationId: string;
    /** From the verified token. Without it, no argument may name a user. */
    readonly userId?: string | undefined;
    /** What the tool would be run with: plain JSON data. Default: none. */
    readonly arguments?: unknown;
    /** Milliseconds since 1970; the function reads no clock. */
    readonly now: number;
  };
}

/** What whoever carries out a permitted call must see to. */
export type Obligation =
  /** The call is audited with its outcome. */
  | { readonly kind: 'audit' }
  /** The tool may be carried out by this service only. */
  | { readonly kind: 'through-wrapper'; readonly serviceId: string }
  /** What changes is proposed, and decided by a deterministic controller (§2.2, §7.3). */
  | { readonly kind: 'propose-only' }
  /** It may talk to these services only. */
  | { readonly kind: 'egress'; readonly services: readonly string[] };

/** Leave for this one call. */
export interface Permitted {
  readonly allowed: true;
  readonly capabilityClass: CapabilityClass;
  readonly grantId: string;
  /** When the grant ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  readonly obligations: readonly Obligation[];
}

/** Every reason that speaks against the call; never empty. */
export interface Refused {
  readonly allowed: false;
  readonly reasons: readonly Reason[];
}

export type Permission = Permitted | Refused;

/**
 * The one decision on what an agent may do (§12.3.4): its grants ∩ its scope ∩
 * its tier ∩ what its sponsor may do now ∩ its explicit list of tenants. It is a
 * pure function of its argument, and what it cannot read it refuses; it never
 * throws. ADR 20 has the table.
 */
export function effectivePermission(question: PermissionQuestion): Permission {
  try {
    return decide(question);
  } catch {
    return {
      allowed: false,
      reasons: [
        reason(
          'EVALUATION_FAILED',
          'request',
          'the question could not be evaluated.',
        ),
      ],
    };
  }
}

function decide(question: unknown): Permission {
  const agent = agentFacts(own(question, 'agent'));
  const instance = own(question, 'instance');
  const request = own(question, 'request');
  const tenantId = own(request, 'tenantId');
  const organizationId = own(request, 'organizationId');
  const now = own(request, 'now');
  const given = own(request, 'arguments');
  const declared = declaredTool(agent, own(question, 'tool'));
  const { tool } = declared;
  const sponsor = sponsorFacts(agent, own(question, 'sponsor'));

  const reasons: Reason[] = [
    ...requestReasons(tenantId, organizationId, now),
    ...argumentReasons(given, {
      tenantId,
      organizationId,
      userId: own(request, 'userId'),
    }),
    ...agentReasons(agent),
    ...declared.reasons,
    ...(tool ? toolReasons(agent, tool) : []),
    ...sponsor.reasons,
  ];
  if (instance !== undefined) {
    reasons.push(
      ...instanceReasons(instance, agent),
      // Null is no organisation, where undefined would mean any.
      ...instancePlaceReasons(instance, tenantId, organizationId ?? null),
      ...classReasons(
        tool?.capabilityClass,
        instanceLimits(instance),
        'instance',
      ),
    );
  }
  if (isForeignId(tenantId) && !agent.tenants.includes(tenantId)) {
    reasons.push(tenantNotListed());
  }
  if (
    tool === undefined ||
    !isForeignId(tenantId) ||
    !isForeignId(organizationId) ||
    !isTime(now)
  ) {
    return { allowed: false, reasons };
  }
  reasons.push(
    ...entitlementReasons(sponsor, tool, { tenantId, organizationId }),
  );
  const decision = grantDecision(ownList(question, 'grants') ?? [], {
    agent,
    tool,
    tenantId,
    now,
    call: { arguments: given },
  });
  if ('reasons' in decision) reasons.push(...decision.reasons);
  return reasons.length === 0 && 'grant' in decision
    ? permitted(tool, decision.grant)
    : { allowed: false, reasons };
}

/** The agent does not list the tenant; said alike by every function of this folder. */
export function tenantNotListed(): Reason {
  return reason(
    'AGENT_TENANT_NOT_LISTED',
    'agent.tenants',
    'the agent does not list this tenant.',
  );
}

/** Whether a value can be a moment, in milliseconds since 1970. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function requestReasons(
  tenantId: unknown,
  organizationId: unknown,
  now: unknown,
): Reason[] {
  const reasons: Reason[] = [];
  if (!isForeignId(tenantId)) {
    reasons.push(
      reason(
        'TENANT_UNVERIFIED',
        'request.tenantId',
        'the request has no verified tenant.',
      ),
    );
  }
  if (!isForeignId(organizationId)) {
    reasons.push(
      reason(
        'ORGANIZATION_UNVERIFIED',
        'request.organizationId',
        'the request has no verified organisation.',
      ),
    );
  }
  if (!isTime(now)) {
    reasons.push(
      reason('TIME_INVALID', 'request.now', 'it is not known what time it is.'),
    );
  }
  return reasons;
}

function permitted(
  tool: ToolFacts,
  grant: { readonly id: string; readonly expiresAt: number },
): Permitted {
  const capabilityClass = tool.capabilityClass as CapabilityClass;
  return {
    allowed: true,
    capabilityClass,
    grantId: grant.id,
    expiresAt: grant.expiresAt,
    obligations: [
      { kind: 'audit' },
      { kind: 'egress', services: tool.egress ?? [] },
      ...(capabilityClass === 'read'
        ? []
        : [{ kind: 'propose-only' } as const]),
      ...(classRule(capabilityClass)?.dangerous
        ? [
            {
              kind: 'through-wrapper',
              serviceId: String(tool.wrapperServiceId),
            } as const,
          ]
        : []),
    ],
  };
}
