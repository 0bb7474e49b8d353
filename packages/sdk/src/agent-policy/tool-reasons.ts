import type { AgentFacts, ToolFacts } from './agent-facts.js';
import { isServiceId, isToolName } from './names.js';
import { type Reason, reason } from './reason.js';
import { classRule, isRiskTier, isScope } from './vocabulary.js';

/** A scope and a tier: of a definition, or of an instance that narrows it. */
export interface Limits {
  readonly scope: unknown;
  readonly riskTier: unknown;
}

/** What in the agent itself speaks against whatever it may want to do. */
export function agentReasons(agent: AgentFacts): Reason[] {
  const reasons: Reason[] = [];
  if (agent.id === undefined) {
    reasons.push(
      reason(
        'AGENT_INVALID',
        'agent.id',
        'the agent has no id of lower-case letters, digits, `.`, `_` and `-`.',
      ),
    );
  }
  if (agent.version === undefined) {
    reasons.push(
      reason('AGENT_INVALID', 'agent.version', 'the agent has no version.'),
    );
  }
  return [...reasons, ...limitReasons(agent, 'agent')];
}

/** Scope and tier that are unset or unknown. */
export function limitReasons(limits: Limits, path: string): Reason[] {
  const reasons: Reason[] = [];
  if (!isScope(limits.scope)) {
    reasons.push(
      reason(
        'SCOPE_UNKNOWN',
        `${path}.scope`,
        'the scope is unset or unknown; it must be READ_ONLY, READ_WRITE or CODE_GEN.',
      ),
    );
  }
  if (!isRiskTier(limits.riskTier)) {
    reasons.push(
      reason(
        'RISK_TIER_UNKNOWN',
        `${path}.riskTier`,
        'the risk tier is unset or unknown; it must be LOW, MEDIUM or HIGH.',
      ),
    );
  }
  return reasons;
}

/** Whether a scope and a tier leave room for a class. Unknown ones are the business of `limitReasons`. */
export function classReasons(
  capabilityClass: unknown,
  limits: Limits,
  path: string,
): Reason[] {
  const rule = classRule(capabilityClass);
  const reasons: Reason[] = [];
  if (rule && isScope(limits.scope) && !rule.scopes.includes(limits.scope)) {
    reasons.push(
      reason(
        'SCOPE_FORBIDS_CLASS',
        `${path}.scope`,
        `scope ${limits.scope} has no room for ${String(
          capabilityClass,
        )} tools; it would take ${rule.scopes.join(' or ')}.`,
      ),
    );
  }
  if (
    rule &&
    isRiskTier(limits.riskTier) &&
    !rule.tiers.includes(limits.riskTier)
  ) {
    reasons.push(
      reason(
        'RISK_TIER_FORBIDS_CLASS',
        `${path}.riskTier`,
        `tier ${limits.riskTier} has no room for ${String(
          capabilityClass,
        )} tools; it would take ${rule.tiers.join(' or ')}.`,
      ),
    );
  }
  return reasons;
}

/** The one declaration of a name, or why there is none. */
export function declaredTool(
  agent: AgentFacts,
  name: unknown,
): { readonly tool?: ToolFacts; readonly reasons: Reason[] } {
  if (!isToolName(name)) {
    return {
      reasons: [
        reason(
          'TOOL_NAME_INVALID',
          'tool',
          'this is not a name that a tool can have: at most 64 ASCII letters, digits and single `.`, `_`, `:`, `-`, no wildcard.',
        ),
      ],
    };
  }
  const [tool, second] = agent.tools.filter(tool => tool.name === name);
  if (tool === undefined) {
    return {
      reasons: [
        reason(
          'TOOL_NOT_DECLARED',
          'tool',
          'the agent declares no tool of exactly this name.',
        ),
      ],
    };
  }
  if (second !== undefined) {
    return {
      reasons: [
        reason(
          'TOOL_DECLARED_TWICE',
          'tool.name',
          'the agent declares several tools of this name; which one is meant cannot be known.',
        ),
      ],
    };
  }
  return { tool, reasons: [] };
}

/** What in a declaration, and in what the agent is, speaks against a tool whoever asks. */
export function toolReasons(agent: AgentFacts, tool: ToolFacts): Reason[] {
  const rule = classRule(tool.capabilityClass);
  const reasons: Reason[] = [];
  if (rule === undefined) {
    reasons.push(
      reason(
        'CAPABILITY_CLASS_UNKNOWN',
        'tool.capabilityClass',
        'the capability class is unset or unknown.',
      ),
    );
  }
  if (tool.sponsorPermissions === undefined) {
    reasons.push(
      reason(
        'TOOL_INVALID',
        'tool.sponsorPermissions',
        'the permissions that the sponsor needs are not a list of texts; an empty list means none.',
      ),
    );
  }
  if (!tool.egress?.every(isServiceId)) {
    reasons.push(
      reason(
        'EGRESS_INVALID',
        'tool.egress',
        'what the tool talks to is not a list of names of services; addresses and wildcards are none.',
      ),
    );
  }
  return [
    ...reasons,
    ...classReasons(tool.capabilityClass, agent, 'agent'),
    ...(rule?.dangerous ? dangerReasons(agent, tool) : []),
  ];
}

function dangerReasons(agent: AgentFacts, tool: ToolFacts): Reason[] {
  const reasons: Reason[] = [];
  if (agent.isDefault !== false) {
    reasons.push(
      reason(
        'DEFAULT_AGENT_FORBIDS_CLASS',
        'agent.isDefault',
        'dangerous tools are only for agents that say of themselves that they are no default agent.',
      ),
    );
  }
  if (!isServiceId(tool.wrapperServiceId)) {
    reasons.push(
      reason(
        'WRAPPER_MISSING',
        'tool.wrapperServiceId',
        'a dangerous tool needs a deterministic wrapper that runs as a service of its own; declare its name.',
      ),
    );
  } else if (tool.wrapperServiceId === agent.id) {
    reasons.push(
      reason(
        'WRAPPER_NOT_SEPARATE',
        'tool.wrapperServiceId',
        'the wrapper is the agent itself; it must be a service of its own.',
      ),
    );
  }
  return reasons;
}
