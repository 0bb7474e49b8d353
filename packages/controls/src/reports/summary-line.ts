import type { Report } from '../catalogue/report';

/** `90 pass, 2 fail, 14 not applicable`, without what there is none of. */
export function summaryLine({ summary }: Report): string {
  const counts: readonly (readonly [number, string])[] = [
    [summary.pass, 'pass'],
    [summary.fail, 'fail'],
    [summary.error, 'could not be evaluated'],
    [summary.notEvaluated, 'not evaluated'],
    [summary.notApplicable, 'not applicable'],
    [summary.waived, 'waived'],
    [summary.stale, 'stale'],
    [summary.drifted, 'drifted'],
  ];
  const told = counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  return told.length === 0 ? 'nothing evaluated' : told.join(', ');
}
