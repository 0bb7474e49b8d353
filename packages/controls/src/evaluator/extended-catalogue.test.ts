import { defineControl } from '../control/control';
import { ControlPackageError, extendedCatalogue } from './extended-catalogue';

function control(id: string) {
  return defineControl({
    id,
    title: 'Holds',
    layer: 'domain',
    severity: 'high',
    source: { sections: ['§2.1'], standards: [] },
    appliesTo: ['domain'],
    rationale: 'Why.',
    remediation: 'How.',
    needs: [],
    evaluate: () => [],
  });
}

const catalogue = [control('TEN-01')];
const extended = (...exported: readonly unknown[]) =>
  extendedCatalogue(
    catalogue,
    exported.map(one => ({ file: 'extra.js', exported: one })),
  );

describe('an extended catalogue', () => {
  it('has the controls of packages after its own, and their severities', () => {
    expect(
      extended(
        { severities: { 'TEN-01': 'low', 'ACME-01': 'critical' } },
        { controls: [control('ACME-01')] },
      ).map(({ id, severity }) => [id, severity]),
    ).toEqual([
      ['TEN-01', 'low'],
      ['ACME-01', 'critical'],
    ]);
    expect(extended()).toEqual(catalogue);
  });

  it.each([
    ['nothing', {}, 'extra.js: exports neither'],
    ['something else', { controls: 'all' }, 'extra.js: controls Invalid'],
    [
      'a control that evaluates nothing',
      { controls: [{ ...control('ACME-01'), evaluate: 'pass' }] },
      'extra.js: controls 0 evaluate must be a function',
    ],
    [
      'a control of the catalogue',
      { controls: [control('TEN-01')] },
      'extra.js: there is a control TEN-01 already.',
    ],
    [
      'one control twice',
      { controls: [control('ACME-01'), control('ACME-01')] },
      'extra.js: there is a control ACME-01 already.',
    ],
    [
      'the severity of a control that there is not',
      { severities: { 'TEN-99': 'low' } },
      'extra.js: there is no control TEN-99 to give a severity.',
    ],
    [
      'no severity',
      { severities: { 'TEN-01': 'none' } },
      'extra.js: severities TEN-01 Invalid',
    ],
  ])('refuses a package that brings %s', (_what, exported, message) => {
    const extending = () => extended(exported);
    expect(extending).toThrow(ControlPackageError);
    expect(extending).toThrow(message);
  });
});
