import type { Report, ReportResult } from '../catalogue/report';
import { groupByFamily } from './group-by-family';
import { place, printable } from './printable';
import { summaryLine } from './summary-line';

/** The report for a pull request or a review. */
export function formatMarkdown(report: Report): string {
  const { subject } = report;
  const failing = groupByFamily(report, ({ status }) => status === 'fail');
  const unknown = report.results.filter(({ status }) =>
    ['error', 'not-evaluated'].includes(status),
  );
  const skipped = report.results.filter(
    ({ status }) => status === 'not-applicable',
  );
  const holding = report.results.filter(({ status }) => status === 'pass');
  return [
    `# Controls of ${escaped(subject.name)}`,
    '',
    `**${summaryLine(report)}**`,
    '',
    `Kind: ${subject.kind}. Digest: \`${subject.digest}\`.`,
    '',
    ...failing.flatMap(({ family, title, results }) => [
      `## Fails: ${escaped(family)} ${escaped(title)}`,
      '',
      ...results.flatMap(failure),
    ]),
    ...table('Not known', unknown),
    ...table('Not applicable', skipped),
    ...(holding.length === 0
      ? []
      : [
          '## Holds',
          '',
          ...holding.map(
            ({ controlId, title }) => `- ${controlId} ${escaped(title)}`,
          ),
          '',
        ]),
  ]
    .join('\n')
    .trimEnd();
}

function failure(result: ReportResult): string[] {
  const { controlId, title, severity, marks, reason, findings } = result;
  const words = [severity, ...marks].join(', ');
  return [
    `### ${controlId} ${escaped(title)} (${words})`,
    '',
    ...findings.flatMap(finding => [
      `- ${code(place(finding))} ${escaped(finding.message)}`,
      `  Fix: ${escaped(finding.remediation)}`,
    ]),
    '',
    ...(reason === undefined ? [] : [`Note: ${escaped(reason)}`, '']),
  ];
}

function table(title: string, results: readonly ReportResult[]): string[] {
  if (results.length === 0) return [];
  return [
    `## ${title}`,
    '',
    '| control | severity | outcome | reason |',
    '| --- | --- | --- | --- |',
    ...results.map(
      ({ controlId, title: name, severity, status, reason = '' }) =>
        `| ${controlId} ${escaped(name)} | ${severity} | ${status} | ${escaped(
          reason,
        )} |`,
    ),
    '',
  ];
}

/** Text that Markdown takes for nothing but text. */
function escaped(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]()<>#+!|~&@:-]/g, character =>
    // These are harmless inside a word, and common there.
    ['-', '_', ':', '(', ')', '+'].includes(character)
      ? character
      : `\\${character}`,
  );
}

/** The text as code, with a fence that it does not contain. */
function code(text: string): string {
  const longest = Math.max(
    0,
    ...(text.match(/`+/g) ?? []).map(run => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  return longest === 0
    ? `${fence}${text}${fence}`
    : `${fence} ${text} ${fence}`;
}
