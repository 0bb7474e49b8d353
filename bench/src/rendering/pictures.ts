import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../plot/plot';
import type { RenderingReport } from './run';

/** Each run of both actions as a point, over their medians. */
export function renderingPicture(report: RenderingReport): TopLevelSpec {
  const ours = 'ameide:controller:generate';
  const theirs = 'fetch:template';
  const points = report.rounds.flatMap(round => [
    { action: ours, milliseconds: round.generate },
    { action: theirs, milliseconds: round.fetchTemplate },
  ]);
  const bars = [
    { action: ours, milliseconds: report.medianMilliseconds.generate },
    { action: theirs, milliseconds: report.medianMilliseconds.fetchTemplate },
  ];
  return {
    title: {
      text: `Rendering ${report.files} files: ${report.ratio.toFixed(
        1,
      )} times faster`,
      subtitle: 'Whole action, in milliseconds. Bar: median. Points: the runs.',
    },
    width: 420,
    height: 110,
    encoding: {
      y: { field: 'action', type: 'nominal', title: null },
      x: { field: 'milliseconds', type: 'quantitative', title: 'ms' },
    },
    layer: [
      {
        data: { values: bars },
        mark: { type: 'bar', height: 26 },
        encoding: {
          color: {
            field: 'action',
            type: 'nominal',
            legend: null,
            scale: {
              domain: [ours, theirs],
              range: [PALETTE.secured, PALETTE.bare],
            },
          },
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, color: 'black', opacity: 0.45 },
      },
    ],
  };
}
