import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../plot/plot';
import type { ServiceReport } from './service-report';

/** Ratio of each round, as a point, with the median and the goal. */
export function ratioPicture(report: ServiceReport): TopLevelSpec {
  const points = report.comparisons.flatMap(comparison =>
    comparison.rounds.map((round, index) => ({
      workload: comparison.workload,
      round: index + 1,
      ratio: round.secured.callsPerSecond / round.bare.callsPerSecond,
    })),
  );
  const bars = report.comparisons.map(({ workload, throughputRatio }) => ({
    workload,
    ratio: throughputRatio,
    goal: report.goals[workload],
    label: throughputRatio.toFixed(3),
  }));
  return {
    title: {
      text: 'Throughput with all security, as a share of the bare handlers',
      subtitle:
        'Bar: median of paired rounds. Points: the rounds. Red line: the goal.',
    },
    width: 420,
    height: 150,
    encoding: {
      y: { field: 'workload', type: 'nominal', title: null },
    },
    layer: [
      {
        data: { values: bars },
        mark: { type: 'bar', color: PALETTE.secured, height: 26 },
        encoding: {
          x: {
            field: 'ratio',
            type: 'quantitative',
            title: 'secured / bare',
            scale: { domain: [0, 1.1] },
          },
        },
      },
      {
        data: { values: bars },
        mark: { type: 'tick', color: PALETTE.goal, thickness: 3, size: 44 },
        encoding: { x: { field: 'goal', type: 'quantitative' } },
      },
      {
        data: { values: points },
        mark: {
          type: 'point',
          filled: true,
          color: 'black',
          opacity: 0.45,
          size: 24,
        },
        encoding: { x: { field: 'ratio', type: 'quantitative' } },
      },
      {
        data: { values: bars },
        mark: {
          type: 'text',
          align: 'left',
          dx: 6,
          color: 'white',
          fontWeight: 'bold',
        },
        encoding: {
          x: { datum: 0 },
          text: { field: 'label', type: 'nominal' },
        },
      },
    ],
  };
}

/** Latencies of both servers under the same load. */
export function latencyPicture(report: ServiceReport): TopLevelSpec {
  const values = report.comparisons.flatMap(comparison =>
    (['bare', 'secured'] as const).flatMap(variant =>
      (['p50', 'p95', 'p99'] as const).map(percentile => ({
        workload: comparison.workload,
        variant,
        percentile,
        milliseconds: comparison[variant][percentile],
      })),
    ),
  );
  return {
    title: {
      text: 'Latency at full load, in milliseconds',
      subtitle: `${report.concurrency} calls under way at any time; median of the rounds`,
    },
    data: { values },
    facet: { column: { field: 'workload', type: 'nominal', title: null } },
    spec: {
      width: 220,
      height: 180,
      mark: 'bar',
      encoding: {
        x: {
          field: 'percentile',
          type: 'nominal',
          title: null,
          axis: { labelAngle: 0 },
        },
        xOffset: { field: 'variant' },
        y: { field: 'milliseconds', type: 'quantitative', title: 'ms' },
        color: {
          field: 'variant',
          type: 'nominal',
          title: null,
          scale: {
            domain: ['bare', 'secured'],
            range: [PALETTE.bare, PALETTE.secured],
          },
        },
      },
    },
  };
}

/** Where the processor time of a call goes, by layer. */
export function costPicture(report: ServiceReport): TopLevelSpec {
  const values = report.profiles.flatMap(({ workload, variant, costs }) =>
    Object.entries(costs).map(([layer, microseconds], order) => ({
      run: `${workload}, ${variant}`,
      layer,
      microseconds,
      order,
    })),
  );
  return {
    title: {
      text: 'Where the time of a call goes',
      subtitle:
        'Microseconds of the server’s JavaScript thread, by a sampling profile',
    },
    width: 560,
    height: { step: 34 },
    data: { values },
    mark: 'bar',
    encoding: {
      y: { field: 'run', type: 'nominal', title: null, sort: null },
      x: {
        field: 'microseconds',
        type: 'quantitative',
        title: 'µs for a call',
      },
      color: {
        field: 'layer',
        type: 'nominal',
        title: null,
        sort: Object.keys(report.profiles[0]?.costs ?? {}),
        scale: { scheme: 'tableau20' },
      },
      order: { field: 'order' },
    },
  };
}
