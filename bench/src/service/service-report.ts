import type { Machine } from '../machine';
import type { Comparison } from './compare';
import type { CostByLayer } from './cost-by-layer';
import type { Plan } from './explain';
import type { SCALE } from './landscape';
import type { Variant } from './server-process';

/** Everything that the benchmark of the service found out. */
export interface ServiceReport {
  readonly schemaVersion: 1;
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly versions: {
    readonly node: string;
    readonly postgres: string;
    readonly release: string;
  };
  readonly scale: typeof SCALE;
  /** Calls under way at any time. */
  readonly concurrency: number;
  /** Lowest throughput ratio to reach, by workload. */
  readonly goals: Readonly<Record<string, number>>;
  readonly comparisons: readonly Comparison[];
  readonly profiles: readonly {
    readonly workload: string;
    readonly variant: Variant;
    readonly costs: CostByLayer;
  }[];
  /** Largest resident size of each server, in bytes. */
  readonly peakMemory: Readonly<Record<Variant, number>>;
  /** Exports of traces that arrived: tracing was at work. */
  readonly traceExports: number;
  readonly plans: readonly Plan[];
}
