/**
 * The words of the decision and the two tables that it rests on. A word that is
 * not here means nothing, and nothing means no.
 */

/** What kind of work an agent is for (§7.1). */
export const SCOPES = ['READ_ONLY', 'READ_WRITE', 'CODE_GEN'] as const;
export type Scope = (typeof SCOPES)[number];

/** How far an agent is trusted (§7.1), least first. */
export const RISK_TIERS = ['LOW', 'MEDIUM', 'HIGH'] as const;
export type RiskTier = (typeof RISK_TIERS)[number];

/** Classes that are dangerous by themselves (§7.1). */
export const DANGEROUS_CLASSES = [
  'file-system',
  'kubernetes',
  'sql',
  'shell',
] as const;
export type DangerousClass = (typeof DANGEROUS_CLASSES)[number];

/** What a tool can do; each tool declares one. */
export const CAPABILITY_CLASSES = [
  'read',
  'write',
  'code-gen',
  ...DANGEROUS_CLASSES,
] as const;
export type CapabilityClass = (typeof CAPABILITY_CLASSES)[number];

/** Canonical roles (§4.2) that a sponsor can lend to an agent. A service or a guest sponsors nothing. */
export type SponsorRole = 'admin' | 'contributor' | 'viewer';

/** What one class of tools asks of the agent and of its sponsor. */
interface ClassRule {
  readonly scopes: readonly Scope[];
  readonly tiers: readonly RiskTier[];
  readonly sponsorRoles: readonly SponsorRole[];
  /** Only for an agent that is no default one, through a deterministic wrapper. */
  readonly dangerous: boolean;
}

/**
 * One row for each class; an agent needs all of a row. Why each row is as it is
 * stands in ADR 20. A map, so that no name reaches Object.prototype.
 */
const CLASS_RULES: ReadonlyMap<unknown, ClassRule> = new Map<
  CapabilityClass,
  ClassRule
>([
  [
    'read',
    {
      scopes: ['READ_ONLY', 'READ_WRITE', 'CODE_GEN'],
      tiers: ['LOW', 'MEDIUM', 'HIGH'],
      sponsorRoles: ['viewer', 'contributor', 'admin'],
      dangerous: false,
    },
  ],
  [
    'write',
    {
      scopes: ['READ_WRITE'],
      tiers: ['MEDIUM', 'HIGH'],
      sponsorRoles: ['contributor', 'admin'],
      dangerous: false,
    },
  ],
  [
    'code-gen',
    {
      scopes: ['CODE_GEN'],
      tiers: ['MEDIUM', 'HIGH'],
      sponsorRoles: ['contributor', 'admin'],
      dangerous: false,
    },
  ],
  [
    'file-system',
    {
      scopes: ['READ_WRITE', 'CODE_GEN'],
      tiers: ['HIGH'],
      sponsorRoles: ['admin'],
      dangerous: true,
    },
  ],
  [
    'kubernetes',
    {
      scopes: ['READ_WRITE'],
      tiers: ['HIGH'],
      sponsorRoles: ['admin'],
      dangerous: true,
    },
  ],
  [
    'sql',
    {
      scopes: ['READ_WRITE'],
      tiers: ['HIGH'],
      sponsorRoles: ['admin'],
      dangerous: true,
    },
  ],
  [
    'shell',
    {
      scopes: ['READ_WRITE', 'CODE_GEN'],
      tiers: ['HIGH'],
      sponsorRoles: ['admin'],
      dangerous: true,
    },
  ],
]);

/** What a class asks for; undefined for anything that is not exactly the name of a class. */
export function classRule(capabilityClass: unknown): ClassRule | undefined {
  return CLASS_RULES.get(capabilityClass);
}

/** Whether a value is exactly the name of a scope. */
export function isScope(value: unknown): value is Scope {
  return (SCOPES as readonly unknown[]).includes(value);
}

/** Whether a value is exactly the name of a tier. */
export function isRiskTier(value: unknown): value is RiskTier {
  return (RISK_TIERS as readonly unknown[]).includes(value);
}

/** Whether a value is exactly the name of a class. */
export function isCapabilityClass(value: unknown): value is CapabilityClass {
  return CLASS_RULES.has(value);
}
