import {
  UNKNOWN_KIND,
  type Report,
  type ReportFinding,
  type ReportResult,
} from '../catalogue/report';
import type { Mark, Outcome } from '../catalogue/vocabulary';
import { comparePaths } from '../source/tree-path';
import type { ControlMetadata } from '../control/control';
import type {
  AnsweredResult,
  Declared,
  RequestedExemption,
} from '../evaluator/protocol';

/** What a report is made of. */
export interface ReportParts {
  /** Controls that were asked for, in the order of the report. */
  readonly controls: readonly ControlMetadata[];
  readonly results: ReadonlyMap<string, AnsweredResult>;
  readonly declared: Declared;
  /** Name where the tree does not give one. */
  readonly name: string;
  /** `sha256:…` of the tree. */
  readonly digest: string;
}

/** Puts results and marks together. A mark changes no outcome. */
export function assembleReport(parts: ReportParts): Report {
  const { controls, declared } = parts;
  const results = controls.map((control): ReportResult => {
    const { outcome, reason, findings } = answerOf(control, parts);
    const requested = declared.exemptions.filter(
      exemption =>
        exemption.control === control.id &&
        findings.some(
          ({ file }) => exemption.path === undefined || exemption.path === file,
        ),
    );
    const reasons = [
      ...(reason === undefined ? [] : [reason]),
      ...requested.map(describeRequest),
    ];
    return {
      controlId: control.id,
      title: control.title,
      layer: control.layer,
      severity: control.severity,
      status: outcome,
      marks: marksOf(control, outcome, declared, requested),
      ...(reasons.length === 0 ? {} : { reason: reasons.join(' ') }),
      findings: [...findings].sort(byPlace),
    };
  });
  const outcomes = (outcome: Outcome) =>
    results.filter(({ status }) => status === outcome).length;
  const marked = (mark: Mark) =>
    results.filter(({ marks }) => marks.includes(mark)).length;
  return {
    schemaVersion: 1,
    subject: {
      kind: declared.kind ?? UNKNOWN_KIND,
      name: declared.name ?? parts.name,
      digest: parts.digest,
    },
    summary: {
      pass: outcomes('pass'),
      fail: outcomes('fail'),
      notApplicable: outcomes('not-applicable'),
      notEvaluated: outcomes('not-evaluated'),
      error: outcomes('error'),
      waived: marked('waived'),
      stale: marked('stale'),
      drifted: marked('drifted'),
    },
    results,
  };
}

/** By file and line; what is missing from the tree as a whole comes first. */
function byPlace(first: ReportFinding, second: ReportFinding): number {
  const [file = '', other = ''] = [first.file, second.file];
  return file === other
    ? (first.line ?? 0) - (second.line ?? 0)
    : comparePaths(file, other);
}

function answerOf(
  { id }: ControlMetadata,
  { results }: ReportParts,
): AnsweredResult {
  return (
    results.get(id) ?? {
      controlId: id,
      outcome: 'error',
      reason: 'The evaluation gave no answer.',
      findings: [],
    }
  );
}

function marksOf(
  { id }: ControlMetadata,
  outcome: Outcome,
  { promised }: Declared,
  requested: readonly RequestedExemption[],
): Mark[] {
  return [
    ...(outcome === 'fail' && promised.includes(id)
      ? (['drifted'] as const)
      : []),
    ...(requested.length > 0 ? (['exemption-requested'] as const) : []),
  ];
}

function describeRequest({
  path,
  reason,
  expires,
}: RequestedExemption): string {
  return `An exemption of ${
    path ?? 'every file'
  } until ${expires} is requested, which changes nothing here: ${reason}`;
}
