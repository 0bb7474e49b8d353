import type { ReportFinding } from '../catalogue/report';
import type { ControlResult } from '../evaluation/result';

/** More places of one control help nobody; how many there are is said. */
const MOST_FINDINGS = 200;
const LONGEST_TEXT = 2000;

/** The text with its end left out where it is longer than anybody reads. */
export function bounded(text: string): string {
  return text.length <= LONGEST_TEXT
    ? text
    : `${text.slice(0, LONGEST_TEXT)} …`;
}

/** The findings of a result as a report lists them, however many a hostile tree provokes. */
export function boundedFindings({
  control,
  findings,
}: ControlResult): ReportFinding[] {
  const listed = findings.slice(0, MOST_FINDINGS).map(finding => ({
    message: bounded(finding.message),
    ...(finding.file === undefined ? {} : { file: finding.file }),
    ...(finding.line === undefined ? {} : { line: finding.line }),
    remediation: bounded(finding.remediation),
    fingerprint: finding.fingerprint,
  }));
  const more = findings[MOST_FINDINGS];
  if (more === undefined) return listed;
  return [
    ...listed,
    {
      message: `There are ${
        findings.length - MOST_FINDINGS
      } more places; they are listed when these are mended.`,
      remediation: control.remediation,
      fingerprint: more.fingerprint,
    },
  ];
}
