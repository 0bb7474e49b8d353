import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DescService } from '@bufbuild/protobuf';
import type { TestService } from '@ameideio/ameide-sdk-ts/testing';
import { machine } from '../machine';
import { plot } from '../plot/plot';
import { compare, type Comparison, type Schedule } from './compare';
import { costByLayer } from './cost-by-layer';
import { explainStatements, type RecordedStatement } from './explain';
import { SCALE, startLandscape, type Landscape } from './landscape';
import { CONNECTIONS, runLoad, type Workload } from './load';
import { buildOrdersService, load, type OrdersService } from './orders-service';
import { costPicture, latencyPicture, ratioPicture } from './pictures';
import { startBare, startSecured, type ServerProcess } from './server-process';
import type { ServiceReport } from './service-report';
import { startTraceSink } from './trace-sink';

const GET = 'Get';
const LIST = 'List of 50';
/** Lowest throughput ratios that the chain may cost. */
const GOALS = { [GET]: 0.85, [LIST]: 0.87 };
const SCHEDULE: Schedule = { rounds: 11, secondsEach: 4, warmUpSeconds: 10 };
const QUICK: Schedule = { rounds: 3, secondsEach: 2, warmUpSeconds: 2 };
const PROFILE_SECONDS = 4;

function progress(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Measures what security costs the generated orders service, and proves that
 * each of its statements finds its rows by an index. `--quick` for a look;
 * without it, the results in `bench/results` are written anew.
 *
 * @returns 1 when a statement does not go by an index; figures never fail a run.
 */
export async function main(repositoryRoot: string): Promise<number> {
  const quick = process.argv.includes('--quick');
  progress('Rendering, installing and building the case orders');
  const service = await buildOrdersService(repositoryRoot);
  const recorder = (await load(
    service.folder,
    'dist/local/recorded-statements.js',
  )) as {
    recordStatements(): {
      readonly statements: readonly RecordedStatement[];
      stop(): void;
    };
  };
  const recording = recorder.recordStatements();
  const landscape = await startLandscape(service, progress);
  try {
    const [place] = landscape.members;
    if (place === undefined) throw new Error('There are no organisations.');
    const measured = await measure(
      service,
      landscape,
      quick ? QUICK : SCHEDULE,
    );
    progress('Calling every method once, and explaining every statement');
    const { everyCall } = (await load(
      service.folder,
      'dist/local/every-call.js',
    )) as {
      everyCall(service: TestService, place: object): Promise<void>;
    };
    await everyCall(landscape.service, {
      tenantId: place.tenantId,
      organizationId: place.organizationId,
    });
    recording.stop();
    const plans = await explainStatements({
      adminUrl: landscape.service.database.adminUrl,
      statements: recording.statements,
      place,
    });
    const report: ServiceReport = {
      schemaVersion: 1,
      measuredAt: new Date().toISOString(),
      machine: machine(),
      versions: {
        node: process.version,
        postgres: landscape.postgresVersion,
        release: releaseOf(service),
      },
      scale: SCALE,
      concurrency: CONNECTIONS,
      goals: GOALS,
      ...measured,
      plans,
    };
    await write(
      report,
      path.join(
        repositoryRoot,
        quick ? '.ameide/bench/results' : 'bench/results',
      ),
    );
    return summarize(report);
  } finally {
    await landscape.close();
  }
}

async function measure(
  service: OrdersService,
  landscape: Landscape,
  schedule: Schedule,
): Promise<
  Pick<
    ServiceReport,
    'comparisons' | 'profiles' | 'peakMemory' | 'traceExports'
  >
> {
  const { OrdersService: contract } = (await load(
    service.folder,
    'dist/src/gen/ameide/orders/v1/orders_pb.js',
  )) as { OrdersService: DescService };
  const workloads = workloadsOf(contract);
  const sink = await startTraceSink();
  const started: ServerProcess[] = [];
  try {
    const bare = await startBare(service, landscape);
    started.push(bare);
    const secured = await startSecured(service, landscape, sink.endpoint);
    started.push(secured);
    const { members } = landscape;
    const comparisons: Comparison[] = [];
    for (const workload of workloads) {
      comparisons.push(
        await compare({
          workload,
          servers: { bare, secured },
          members,
          schedule,
          progress,
        }),
      );
    }
    const profiles = [];
    for (const workload of workloads) {
      for (const server of [bare, secured]) {
        progress(`Profiling ${workload.name}, ${server.variant}`);
        await server.startProfile();
        const { calls } = await runLoad(
          server,
          workload,
          members,
          PROFILE_SECONDS,
        );
        const profile = await server.stopProfile();
        profiles.push({
          workload: workload.name,
          variant: server.variant,
          costs: costByLayer(profile, calls),
        });
      }
    }
    return {
      comparisons,
      profiles,
      peakMemory: { bare: bare.peakMemory(), secured: secured.peakMemory() },
      traceExports: sink.count(),
    };
  } finally {
    for (const server of started) await server.stop();
    await sink.close();
  }
}

function workloadsOf(contract: DescService): Workload[] {
  const method = (name: string) => {
    const found = contract.methods.find(one => one.name === name);
    if (found === undefined) throw new Error(`The service has no ${name}.`);
    return found;
  };
  return [
    {
      name: GET,
      method: method('GetOrder'),
      request: ({ orderIds }, number) => ({
        id: orderIds[number % orderIds.length],
      }),
    },
    {
      name: LIST,
      method: method('ListOrders'),
      request: ({ orderIds }, number) => ({
        pageSize: 50,
        pageToken: number % 2 === 0 ? '' : orderIds[number % orderIds.length],
      }),
    },
  ];
}

function releaseOf({ folder }: OrdersService): string {
  const record = JSON.parse(
    readFileSync(path.join(folder, '.ameide/scaffold.json'), 'utf8'),
  ) as { template: { version: string; digest: string } };
  return `${record.template.version} ${record.template.digest}`;
}

async function write(report: ServiceReport, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file('service.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(file('service-ratio.svg'), await plot(ratioPicture(report)));
  writeFileSync(
    file('service-latency.svg'),
    await plot(latencyPicture(report)),
  );
  writeFileSync(file('service-cost.svg'), await plot(costPicture(report)));
  progress(`Written to ${folder}`);
}

function summarize(report: ServiceReport): number {
  for (const comparison of report.comparisons) {
    progress(sentence(comparison, report.goals[comparison.workload] ?? 0));
  }
  const faulty = report.plans.filter(plan => plan.faults.length > 0);
  for (const plan of faulty) {
    progress(`Not by an index: ${plan.faults.join(', ')}: ${plan.statement}`);
  }
  const excepted = report.plans.filter(plan => plan.exception !== undefined);
  progress(
    `${report.plans.length} statements explained: ` +
      `${
        report.plans.length - faulty.length - excepted.length
      } go by an index that begins with the tenant, ` +
      `${excepted.length} cross tenants on purpose, ${faulty.length} do neither`,
  );
  return faulty.length === 0 ? 0 : 1;
}

/** A comparison in words. */
function sentence(comparison: Comparison, goal: number): string {
  const { workload, throughputRatio, cpuRatio, bare, secured } = comparison;
  return (
    `${workload}: ${throughputRatio.toFixed(
      3,
    )} of the bare throughput (goal ${goal}), ` +
    `${secured.callsPerSecond.toFixed(0)} against ${bare.callsPerSecond.toFixed(
      0,
    )} calls/s; ` +
    `processor time × ${cpuRatio.toFixed(2)}; p95 ${secured.p95.toFixed(
      1,
    )} ms against ${bare.p95.toFixed(1)} ms`
  );
}
