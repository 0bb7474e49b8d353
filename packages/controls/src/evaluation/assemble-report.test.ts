import { reportSchema } from '../catalogue';
import type { ControlMetadata } from '../control/control';
import type { AnsweredResult, Declared } from '../evaluator/protocol';
import { assembleReport } from './assemble-report';

function control(id: string): ControlMetadata {
  return {
    id,
    title: `Title of ${id}`,
    layer: 'domain',
    severity: 'high',
    source: { sections: ['§2.1'], standards: [] },
    appliesTo: ['domain'],
    rationale: 'Why.',
    remediation: 'How.',
  };
}

function failure(controlId: string, file: string): AnsweredResult {
  return {
    controlId,
    outcome: 'fail',
    findings: [
      {
        message: 'Wrong.',
        file,
        remediation: 'How.',
        fingerprint: '0'.repeat(32),
      },
    ],
  };
}

function report(
  results: readonly AnsweredResult[],
  declared: Partial<Declared>,
) {
  return assembleReport({
    controls: ['TEN-01', 'TEN-02', 'TEN-03'].map(control),
    results: new Map(results.map(result => [result.controlId, result])),
    declared: { promised: [], exemptions: [], ...declared },
    name: 'folder',
    digest: `sha256:${'0'.repeat(64)}`,
  });
}

const RESULTS: readonly AnsweredResult[] = [
  failure('TEN-01', 'a.sql'),
  { controlId: 'TEN-02', outcome: 'pass', findings: [] },
  { controlId: 'TEN-03', outcome: 'error', reason: 'It broke.', findings: [] },
];

describe('a report', () => {
  it('counts and keeps its schema', () => {
    const made = report(RESULTS, {});
    expect(reportSchema.parse(made)).toEqual(made);
    expect(made.subject).toMatchObject({ kind: 'unknown', name: 'folder' });
    expect(made.summary).toEqual({
      pass: 1,
      fail: 1,
      notApplicable: 0,
      notEvaluated: 0,
      error: 1,
      waived: 0,
      stale: 0,
      drifted: 0,
    });
  });

  it('marks what was promised and has been lost', () => {
    const made = report(RESULTS, { promised: ['TEN-01', 'TEN-02', 'TEN-03'] });
    expect(made.results.map(({ marks }) => marks)).toEqual([
      ['drifted'],
      [],
      [],
    ]);
    expect(made.summary.drifted).toBe(1);
  });

  it.each([
    ['the file', 'a.sql'],
    ['every file', undefined],
  ])(
    'shows that an exemption of %s is requested, and counts it as nothing',
    (_what, path) => {
      const exemption = { reason: 'For a while.', expires: '2027-01-31' };
      const made = report(RESULTS, {
        exemptions: ['TEN-01', 'TEN-02', 'TEN-03'].map(id => ({
          ...exemption,
          control: id,
          ...(path === undefined ? {} : { path }),
        })),
      });
      expect(made.results[0]).toMatchObject({
        status: 'fail',
        marks: ['exemption-requested'],
        reason: expect.stringContaining('changes nothing here: For a while.'),
      });
      expect(made.results[1]).toMatchObject({ status: 'pass', marks: [] });
      expect(made.results[2]).toMatchObject({ status: 'error', marks: [] });
      expect(made.summary).toEqual(report(RESULTS, {}).summary);
    },
  );

  it('has an error for what was not answered', () => {
    expect(report([], {}).summary.error).toBe(3);
  });
});
