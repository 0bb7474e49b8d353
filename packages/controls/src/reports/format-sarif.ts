import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Report, ReportFinding, ReportResult } from '../catalogue/report';
import type { Severity } from '../catalogue/vocabulary';
import type { ControlMetadata } from '../control/control';

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** What code hosts rank by. */
const SECURITY_SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

/** What a SARIF log says beyond the report. */
export interface SarifOptions {
  /** The evaluated catalogue, which explains the rules. */
  readonly catalogue: readonly ControlMetadata[];
}

/**
 * The report as a SARIF 2.1.0 log. Every control is a rule. Findings are results
 * of the kind `fail`; a control that holds, does not apply or is not known is a
 * result of the kind `pass`, `notApplicable` or `review`, and one that ended in an
 * error is a notification of the tool too.
 */
export function formatSarif(report: Report, options: SarifOptions): string {
  return JSON.stringify(sarifLog(report, options), null, 2);
}

function sarifLog(report: Report, { catalogue }: SarifOptions): Log {
  const known = new Map(catalogue.map(control => [control.id, control]));
  const rules = report.results.map(result =>
    ruleOf(result, known.get(result.controlId)),
  );
  const results = report.results.flatMap(resultsOf);
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ameide verify', rules } },
        invocations: [
          {
            executionSuccessful: report.summary.error === 0,
            toolExecutionNotifications: report.results
              .filter(({ status }) => status === 'error')
              .map(({ controlId, reason = 'unknown' }) => ({
                level: 'error',
                message: { text: reason },
                associatedRule: { id: controlId },
              })),
          },
        ],
        originalUriBaseIds: {
          SERVICE: { description: { text: 'The folder of the service.' } },
        },
        columnKind: 'utf16CodeUnits',
        results,
        properties: { subject: report.subject, summary: report.summary },
      },
    ],
  };
}

function ruleOf(
  { controlId, title, severity, layer }: ReportResult,
  control: ControlMetadata | undefined,
): ReportingDescriptor {
  return {
    id: controlId,
    shortDescription: { text: title },
    fullDescription: { text: control?.rationale ?? title },
    ...(control === undefined ? {} : { help: { text: control.remediation } }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ['security', layer],
      'security-severity': SECURITY_SEVERITIES[severity],
      precision: 'high',
      ...(control === undefined ? {} : { source: control.source }),
    },
  };
}

const KINDS_WITHOUT_FINDINGS = {
  pass: 'pass',
  fail: 'fail',
  'not-applicable': 'notApplicable',
  'not-evaluated': 'review',
  error: 'review',
} as const;

function resultsOf(result: ReportResult, ruleIndex: number): Result[] {
  const { controlId, status, severity, title, reason, marks } = result;
  const common = {
    ruleId: controlId,
    ruleIndex,
    properties: { status, marks, ...(reason === undefined ? {} : { reason }) },
  };
  if (status !== 'fail') {
    return [
      {
        ...common,
        kind: KINDS_WITHOUT_FINDINGS[status],
        level: 'none',
        message: { text: reason ?? title },
      },
    ];
  }
  return result.findings.map(finding => ({
    ...common,
    kind: 'fail',
    level: LEVELS[severity],
    message: { text: `${finding.message} ${finding.remediation}` },
    locations: [locationOf(finding)],
    partialFingerprints: { 'ameideFinding/v1': finding.fingerprint },
  }));
}

/** Hosts show only results that have a place: what is missing is shown at the root. */
function locationOf({ file, line }: ReportFinding) {
  return {
    physicalLocation: {
      artifactLocation: {
        uri:
          file === undefined
            ? '.'
            : file.split('/').map(encodeURIComponent).join('/'),
        uriBaseId: 'SERVICE',
      },
      ...(line === undefined ? {} : { region: { startLine: line } }),
    },
  };
}
