import type { Report, ReportResult } from '../catalogue/report';
import { FAMILIES, SEVERITIES, type Family } from '../catalogue/vocabulary';

/** The results of one family of controls. */
export interface FamilyGroup {
  /** As `TEN`. */
  readonly family: string;
  /** As `tenancy`. */
  readonly title: string;
  readonly results: readonly ReportResult[];
}

function isFamily(name: string): name is Family {
  return Object.hasOwn(FAMILIES, name);
}

/** Place in the order of severities; 0 is the worst. */
export function severityRank({ severity }: ReportResult): number {
  return SEVERITIES.indexOf(severity);
}

/** Groups results of a kind by family: the family with the worst result first, in each the worst first. */
export function groupByFamily(
  report: Report,
  wanted: (result: ReportResult) => boolean,
): readonly FamilyGroup[] {
  const groups = new Map<string, ReportResult[]>();
  for (const result of report.results.filter(wanted)) {
    const [family = ''] = result.controlId.split('-');
    groups.set(family, [...(groups.get(family) ?? []), result]);
  }
  const worst = (results: readonly ReportResult[]) =>
    Math.min(...results.map(severityRank));
  return [...groups]
    .map(([family, results]) => ({
      family,
      title: isFamily(family) ? FAMILIES[family] : 'extra controls',
      results: [...results].sort(
        (first, second) => severityRank(first) - severityRank(second),
      ),
    }))
    .sort((first, second) => worst(first.results) - worst(second.results));
}
