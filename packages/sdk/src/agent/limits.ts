/** Limits of single calls. */
export interface ToolGuardLimits {
  /** How often the same call may be made with the same arguments. Default 3. */
  readonly maxRepeats: number;
  /** Of the arguments as JSON text. Default 65 536. */
  readonly maxArgumentCharacters: number;
  /** Of a result. Default 32 768. */
  readonly maxResultCharacters: number;
  /** For one call of a tool. Default 30 000. */
  readonly toolTimeoutMs: number;
  /** For the sources of a permission, and for the audit. Default 2 000. */
  readonly sourceTimeoutMs: number;
}

/** Where nothing else is said. */
export const DEFAULT_LIMITS: ToolGuardLimits = {
  maxRepeats: 3,
  maxArgumentCharacters: 65_536,
  maxResultCharacters: 32_768,
  toolTimeoutMs: 30_000,
  sourceTimeoutMs: 2_000,
};
