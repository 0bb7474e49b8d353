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
const DEFAULT_LIMITS: ToolGuardLimits = {
  maxRepeats: 3,
  maxArgumentCharacters: 65_536,
  maxResultCharacters: 32_768,
  toolTimeoutMs: 30_000,
  sourceTimeoutMs: 2_000,
};

/**
 * The limits, with what nothing is said of.
 *
 * @throws RangeError for what is no positive integer: nothing is more than NaN.
 */
export function checkedLimits(
  limits: Partial<ToolGuardLimits>,
): ToolGuardLimits {
  const all = { ...DEFAULT_LIMITS, ...limits };
  for (const [name, value] of Object.entries(all)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`limits.${name}: must be a positive integer.`);
    }
  }
  return all;
}
