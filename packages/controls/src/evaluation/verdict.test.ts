import type { ReportResult } from '../catalogue';
import { verdictOf } from './verdict';

const BASE: ReportResult = {
  controlId: 'TEN-01',
  title: 'Title',
  layer: 'domain',
  severity: 'high',
  status: 'pass',
  marks: [],
  findings: [],
};

type Named = 'good' | 'failed' | 'unknown';

function verdict(
  results: readonly Partial<ReportResult>[],
  promised: readonly string[] = [],
): Named {
  const { failed, unknown } = verdictOf({
    promised,
    failOn: 'high',
    report: {
      schemaVersion: 1,
      subject: {
        kind: 'domain',
        name: 'x',
        digest: `sha256:${'0'.repeat(64)}`,
      },
      summary: {
        pass: 0,
        fail: 0,
        notApplicable: 0,
        notEvaluated: 0,
        error: 0,
        waived: 0,
        stale: 0,
        drifted: 0,
      },
      results: results.map(result => ({ ...BASE, ...result })),
    },
  });
  if (failed.length > 0) return 'failed';
  return unknown.length > 0 ? 'unknown' : 'good';
}

describe('a verdict', () => {
  it.each<[Named, string, Named]>([
    [
      'good',
      'all is known and holds',
      verdict([{}, { status: 'not-applicable' }], ['TEN-01']),
    ],
    [
      'failed',
      'a finding counts',
      verdict([{ status: 'fail', severity: 'critical' }]),
    ],
    [
      'good',
      'a finding does not count',
      verdict([{ status: 'fail', severity: 'medium' }]),
    ],
    [
      'failed',
      'a tree asks to be spared a finding that counts',
      verdict([{ status: 'fail', marks: ['exemption-requested'] }]),
    ],
    [
      'unknown',
      'something promised is not evaluated',
      verdict([{ status: 'not-evaluated' }], ['TEN-01']),
    ],
    [
      'unknown',
      'something promised is an error, however small',
      verdict([{ status: 'error', severity: 'low' }], ['TEN-01']),
    ],
    [
      'good',
      'something else is not evaluated',
      verdict([{ status: 'not-evaluated' }], ['TEN-02']),
    ],
    [
      'unknown',
      'something that counts is an error, though nobody promised it',
      verdict([{ status: 'error' }]),
    ],
    [
      'good',
      'something that does not count is an error',
      verdict([{ status: 'error', severity: 'low' }]),
    ],
    [
      'failed',
      'there are findings and errors',
      verdict([{ status: 'error' }, { status: 'fail' }], ['TEN-01']),
    ],
  ])('is %s when %s', (expected, _what, found) => {
    expect(found).toBe(expected);
  });
});
