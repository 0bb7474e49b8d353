import { median } from '../median';
import type { Member } from './landscape';
import { runLoad, type LoadResult, type Workload } from './load';
import type { ServerProcess } from './server-process';

/** Both servers under the same load, one after the other. */
export interface Round {
  readonly bare: LoadResult;
  readonly secured: LoadResult;
}

/** What the rounds of a workload say together. */
export interface Comparison {
  readonly workload: string;
  /** Median of the rounds' ratios: throughput of the secured server by that of the bare one. */
  readonly throughputRatio: number;
  /** Median of the rounds' ratios of processor time for a call; 1 or more. */
  readonly cpuRatio: number;
  readonly bare: LoadResult;
  readonly secured: LoadResult;
  readonly rounds: readonly Round[];
}

/** How long and how often is measured. */
export interface Schedule {
  readonly rounds: number;
  readonly secondsEach: number;
  readonly warmUpSeconds: number;
}

/**
 * Measures a workload on both servers in turns, so that whatever else the
 * machine does falls on both; which of them begins changes from round to round.
 */
export async function compare(options: {
  readonly workload: Workload;
  readonly servers: {
    readonly bare: ServerProcess;
    readonly secured: ServerProcess;
  };
  readonly members: readonly Member[];
  readonly schedule: Schedule;
  readonly progress: (line: string) => void;
}): Promise<Comparison> {
  const { workload, servers, members, schedule, progress } = options;
  const load = (server: ServerProcess, seconds: number) =>
    runLoad(server, workload, members, seconds);
  await load(servers.bare, schedule.warmUpSeconds);
  await load(servers.secured, schedule.warmUpSeconds);
  const rounds: Round[] = [];
  while (rounds.length < schedule.rounds) {
    const bareFirst = rounds.length % 2 === 0;
    const first = await load(
      bareFirst ? servers.bare : servers.secured,
      schedule.secondsEach,
    );
    const second = await load(
      bareFirst ? servers.secured : servers.bare,
      schedule.secondsEach,
    );
    const round = bareFirst
      ? { bare: first, secured: second }
      : { bare: second, secured: first };
    rounds.push(round);
    progress(
      `${workload.name}, round ${rounds.length} of ${schedule.rounds}: ` +
        `${round.bare.callsPerSecond.toFixed(0)} calls/s bare, ` +
        `${round.secured.callsPerSecond.toFixed(0)} secured, ` +
        `ratio ${ratio(round).toFixed(3)}`,
    );
  }
  const medians = (side: 'bare' | 'secured'): LoadResult => ({
    callsPerSecond: median(rounds.map(one => one[side].callsPerSecond)),
    p50: median(rounds.map(one => one[side].p50)),
    p95: median(rounds.map(one => one[side].p95)),
    p99: median(rounds.map(one => one[side].p99)),
    cpuMicroseconds: median(rounds.map(one => one[side].cpuMicroseconds)),
    calls: rounds.reduce((sum, one) => sum + one[side].calls, 0),
  });
  return {
    workload: workload.name,
    throughputRatio: median(rounds.map(ratio)),
    cpuRatio: median(
      rounds.map(one => one.secured.cpuMicroseconds / one.bare.cpuMicroseconds),
    ),
    bare: medians('bare'),
    secured: medians('secured'),
    rounds,
  };
}

function ratio({ bare, secured }: Round): number {
  return secured.callsPerSecond / bare.callsPerSecond;
}
