import type { Report } from '../catalogue/report';

/** The report as it is, indented. */
export function formatJson(report: Report): string {
  return JSON.stringify(report, null, 2);
}
