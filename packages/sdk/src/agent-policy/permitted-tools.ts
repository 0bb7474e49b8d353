import type {
  AgentDefinition,
  AgentInstance,
  Sponsor,
  ToolGrant,
} from './agent-definition.js';
import { type AgentFacts, agentFacts, type ToolFacts } from './agent-facts.js';
import { isTime, tenantNotListed } from './effective-permission.js';
import { grantDecision } from './grant-reasons.js';
import {
  instanceLimits,
  instancePlaceReasons,
  instanceReasons,
} from './instance-reasons.js';
import { isForeignId } from './names.js';
import { own, ownList } from './own-data.js';
import { type Reason, reason } from './reason.js';
import {
  entitlementReasons,
  type SponsorFacts,
  sponsorFacts,
} from './sponsor-reasons.js';
import {
  agentReasons,
  classReasons,
  declaredTool,
  toolReasons,
} from './tool-reasons.js';

/** What an agent can ever be permitted, as things stand. */
export interface ToolsQuestion {
  readonly agent: AgentDefinition;
  readonly instance?: AgentInstance | undefined;
  readonly grants: readonly ToolGrant[];
  readonly sponsor: Sponsor | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A tool that at least one call may be permitted of, from now on. */
export interface PermittedTool {
  readonly tool: string;
  /** For which tenants. */
  readonly tenants: readonly string[];
}

/** A tool of which no call can be permitted until something changes. */
export interface RefusedTool {
  readonly tool: string;
  /** Of several tenants, those of the one for which the fewest speak against it. */
  readonly reasons: readonly Reason[];
}

export interface ToolsOverview {
  readonly permitted: readonly PermittedTool[];
  readonly refused: readonly RefusedTool[];
}

/**
 * Which of its declared tools an agent may ever call, and why not the others:
 * for the UI and for publishing. It is made of the same parts as
 * `effectivePermission`, and every call that is permitted there, now or later,
 * is of a tool and a tenant that is permitted here. Names that are no names are
 * shown as ''. Never throws.
 */
export function permittedTools(question: ToolsQuestion): ToolsOverview {
  try {
    return overview(question);
  } catch {
    return { permitted: [], refused: [] };
  }
}

function overview(question: unknown): ToolsOverview {
  const agent = agentFacts(own(question, 'agent'));
  const instance = own(question, 'instance');
  const now = own(question, 'now');
  const sponsor = sponsorFacts(agent, own(question, 'sponsor'));
  const general: Reason[] = [...agentReasons(agent), ...sponsor.reasons];
  if (instance !== undefined) general.push(...instanceReasons(instance, agent));
  if (!isTime(now)) {
    general.push(
      reason('TIME_INVALID', 'now', 'it is not known what time it is.'),
    );
  }
  const grants = ownList(question, 'grants') ?? [];
  const permitted: PermittedTool[] = [];
  const refused: RefusedTool[] = [];
  for (const facts of agent.tools) {
    const declared = declaredTool(agent, facts.name);
    const name = declared.reasons.some(
      ({ code }) => code === 'TOOL_NAME_INVALID',
    )
      ? ''
      : String(facts.name);
    const reasons = [
      ...general,
      ...declared.reasons,
      ...toolReasons(agent, facts),
      ...(instance === undefined
        ? []
        : classReasons(
            facts.capabilityClass,
            instanceLimits(instance),
            'instance',
          )),
    ];
    const places = tenantsOf(agent, {
      tool: facts,
      grants,
      sponsor,
      instance,
      now: isTime(now) ? now : Infinity,
    });
    if (reasons.length === 0 && places.tenants.length > 0) {
      permitted.push({ tool: name, tenants: places.tenants });
    } else {
      refused.push({
        tool: name,
        reasons: [...reasons, ...places.reasons],
      });
    }
  }
  return { permitted, refused };
}

/** The tenants for which a grant and the sponsor stand, or why there is none. */
function tenantsOf(
  agent: AgentFacts,
  asked: {
    readonly tool: ToolFacts;
    readonly grants: readonly unknown[];
    readonly sponsor: SponsorFacts;
    readonly instance: unknown;
    readonly now: number;
  },
): { readonly tenants: readonly string[]; readonly reasons: Reason[] } {
  const tenants: string[] = [];
  let fewest: Reason[] | undefined;
  for (const tenantId of new Set(agent.tenants.filter(isForeignId))) {
    const decision = grantDecision(asked.grants, {
      agent,
      tool: asked.tool,
      tenantId,
      now: asked.now,
      call: 'any',
    });
    const against = [
      ...(asked.instance === undefined
        ? []
        : instancePlaceReasons(asked.instance, tenantId, undefined)),
      ...entitlementReasons(asked.sponsor, asked.tool, {
        tenantId,
        organizationId: undefined,
      }),
      ...('reasons' in decision ? decision.reasons : []),
    ];
    if (against.length === 0) tenants.push(tenantId);
    if (fewest === undefined || against.length < fewest.length) {
      fewest = against;
    }
  }
  return { tenants, reasons: fewest ?? [tenantNotListed()] };
}
