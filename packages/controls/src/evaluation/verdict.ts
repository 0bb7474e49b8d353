import type { Report, ReportResult } from '../catalogue/report';
import { SEVERITIES, type Severity } from '../catalogue/vocabulary';

/** What an evaluation comes to. */
export interface Verdict {
  /** Results that fail and count. */
  readonly failed: readonly ReportResult[];
  /**
   * Results that had to be known and are not: the template promised them, or the
   * tree itself keeps a control that counts from being known, which is never good.
   */
  readonly unknown: readonly ReportResult[];
}

/** What a verdict is made of. */
export interface VerdictParts {
  readonly report: Report;
  /** Ids of the controls that the tree's template promised. */
  readonly promised: readonly string[];
  /** The least severity that counts. */
  readonly failOn: Severity;
}

/** Decides what counts. No mark but a waiver takes anything away from it. */
export function verdictOf({
  report: { results },
  promised,
  failOn,
}: VerdictParts): Verdict {
  const counts = ({ severity }: ReportResult) =>
    SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  return {
    failed: results.filter(
      result => result.status === 'fail' && counts(result),
    ),
    unknown: results.filter(
      result =>
        (promised.includes(result.controlId) &&
          ['error', 'not-evaluated'].includes(result.status)) ||
        (result.status === 'error' && counts(result)),
    ),
  };
}
