import type { Mark, Outcome } from '../catalogue/vocabulary';
import type { ControlMetadata, Finding } from '../control/control';

/** A finding with what identifies it over time. */
export interface FingerprintedFinding extends Finding {
  readonly remediation: string;
  /** Survives moved lines; holds no secret. */
  readonly fingerprint: string;
}

/** What came out of one control. */
export interface ControlResult {
  readonly control: ControlMetadata;
  readonly outcome: Outcome;
  readonly marks: readonly Mark[];
  /** Why there is no pass and no fail. */
  readonly reason?: string;
  readonly findings: readonly FingerprintedFinding[];
}
