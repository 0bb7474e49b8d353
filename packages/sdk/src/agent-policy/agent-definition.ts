import type { ArgumentConstraint } from './argument-constraint.js';
import type { CapabilityClass, RiskTier, Scope } from './vocabulary.js';

/** A tool as the version of an agent declares it. */
export interface ToolDeclaration {
  /** See `isToolName`. Compared exactly. */
  readonly name: string;
  readonly description: string;
  readonly capabilityClass: CapabilityClass;
  /** Service that carries out a dangerous tool deterministically; never the agent itself. */
  readonly wrapperServiceId?: string | undefined;
  /** Names of the services that the tool talks to, through the gateway. */
  readonly egress: readonly string[];
  /** Permissions that the sponsor must hold besides the role that the class asks for. */
  readonly sponsorPermissions: readonly string[];
}

/** What one invocation of an agent may use up. */
export interface AgentBudgets {
  readonly maxTokens: number;
  readonly maxCalls: number;
  readonly maxWallTimeMs: number;
}

/** One published version of an agent. */
export interface AgentDefinition {
  readonly id: string;
  readonly version: string;
  /** Who keeps the agent; may be a group. */
  readonly owner: string;
  /** Person whose permissions bound the agent's. */
  readonly sponsor: string;
  readonly scope: Scope;
  readonly riskTier: RiskTier;
  /** Offered to everybody without being chosen. Only an explicit `false` opens dangerous classes. */
  readonly isDefault: boolean;
  readonly tools: readonly ToolDeclaration[];
  readonly model: string;
  /** The tenants it may work for, one by one; there is no way to say all. */
  readonly tenants: readonly string[];
  readonly budgets: AgentBudgets;
  /** For people. Like the tags, without any influence on a decision. */
  readonly description?: string | undefined;
  /** For routing and UI only (§7.1). */
  readonly domains?: readonly string[] | undefined;
  /** For routing and UI only (§7.1). */
  readonly processes?: readonly string[] | undefined;
}

/** A version at work for one organisation. It can only narrow what its definition says. */
export interface AgentInstance {
  readonly id: string;
  readonly agentId: string;
  readonly agentVersion: string;
  readonly tenantId: string;
  readonly organizationId: string;
  readonly scope: Scope;
  readonly riskTier: RiskTier;
  /** Suspended is the kill switch. */
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'RETIRED';
}

/** Leave for one agent to use one tool. */
export interface ToolGrant {
  readonly id: string;
  readonly agentId: string;
  /** Exact name; `*` matches nothing. */
  readonly tool: string;
  /** Class of the tool when it was granted. A tool of another class is not granted. */
  readonly capabilityClass: CapabilityClass;
  readonly tenants: readonly string[];
  /** All must hold. Empty: the arguments are free, but for the tenant, organisation and user. */
  readonly constraints: readonly ArgumentConstraint[];
  readonly grantedBy: string;
  /** Milliseconds since 1970. */
  readonly grantedAt: number;
  /** Milliseconds since 1970; from then on the grant is none. There is no grant without an end. */
  readonly expiresAt: number;
  readonly state: 'ACTIVE' | 'REVOKED';
}

/** What a person may do in one organisation, now. */
export interface SponsorMembership {
  readonly tenantId: string;
  readonly organizationId: string;
  /** Canonical roles. */
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

/** The sponsor as the directory knows them at this moment. */
export interface Sponsor {
  readonly id: string;
  readonly state: 'ACTIVE' | 'DISABLED' | 'REMOVED';
  readonly memberships: readonly SponsorMembership[];
}
