/** How large a tree may be. */
export interface SourceLimits {
  /** Files, links and the like together. */
  readonly files: number;
  /** Contents together. */
  readonly bytes: number;
}

/** Far more than any service is made of. */
export const SOURCE_LIMITS: SourceLimits = {
  files: 20_000,
  bytes: 256 * 1024 * 1024,
};
