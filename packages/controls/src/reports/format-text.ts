import type { Report, ReportResult } from '../catalogue/report';
import type { Severity } from '../catalogue/vocabulary';
import { groupByFamily } from './group-by-family';
import { place, printable } from './printable';
import { summaryLine } from './summary-line';

/** How a text is coloured; the parameters of the terminal's own codes. */
const COLOURS = {
  bold: '1',
  dim: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
} as const;
type Colour = keyof typeof COLOURS;

const SEVERITY_COLOURS: Readonly<Record<Severity, Colour>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
};

/** How the text looks. */
export interface TextOptions {
  /** For a terminal that shows colours. */
  readonly colour: boolean;
}

/** The report for a terminal: what fails first, then what nobody knows, then what holds. */
export function formatText(report: Report, { colour }: TextOptions): string {
  const paint = (text: string, ...colours: readonly Colour[]) =>
    colour
      ? `\u001b[${colours
          .map(name => COLOURS[name])
          .join(';')}m${text}\u001b[0m`
      : text;

  const heading = ({ controlId, severity, marks, title }: ReportResult) =>
    [
      paint(controlId, 'bold'),
      paint(severity, SEVERITY_COLOURS[severity]),
      printable(title),
      ...marks.map(mark => paint(`[${mark}]`, 'yellow')),
    ].join('  ');

  const failing = (result: ReportResult): string[] => {
    const remedies = new Set(result.findings.map(found => found.remediation));
    const [only] = remedies.size === 1 ? remedies : [];
    return [
      `  ${heading(result)}`,
      ...result.findings.flatMap(finding => [
        `    ${paint(place(finding), 'cyan')}  ${printable(finding.message)}`,
        ...(only === undefined
          ? [
              `      ${paint('fix:', 'green')} ${printable(
                finding.remediation,
              )}`,
            ]
          : []),
      ]),
      ...(only === undefined
        ? []
        : [`    ${paint('fix:', 'green')} ${printable(only)}`]),
      ...(result.reason === undefined
        ? []
        : [`    ${paint('note:', 'yellow')} ${printable(result.reason)}`]),
    ];
  };

  const unknown = (result: ReportResult): string[] => [
    `  ${heading(result)}`,
    `    ${printable(result.reason ?? '')}`,
  ];

  const section = (
    status: readonly ReportResult['status'][],
    title: string,
    tell: (result: ReportResult) => string[],
  ): string[] =>
    groupByFamily(report, result => status.includes(result.status)).flatMap(
      group => [
        paint(`${title}: ${group.family} ${group.title}`, 'bold'),
        ...group.results.flatMap(tell),
        '',
      ],
    );

  const holding = groupByFamily(report, ({ status }) => status === 'pass')
    .map(({ family, results }) => `${family} ${results.length}`)
    .sort()
    .join(', ');
  const { subject } = report;
  return [
    `${paint(printable(subject.name), 'bold')}  ${
      subject.kind === 'unknown' ? 'kind unknown' : `${subject.kind} controller`
    }  ${paint(subject.digest, 'dim')}`,
    '',
    ...section(['fail'], 'FAILS', failing),
    ...section(['error'], 'COULD NOT BE EVALUATED', unknown),
    ...section(['not-evaluated'], 'NOT EVALUATED', unknown),
    ...(holding === '' ? [] : [`${paint('Holds', 'green')}: ${holding}`]),
    paint(`${capital(summaryLine(report))}.`, 'bold'),
  ].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
