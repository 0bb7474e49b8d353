// Twenty runs of the scaffolder at once on the real backend: all must end right.
// Writes bench/results/load.json and load.svg. It is started by `npm run bench -- load`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  verifyCompleted,
  verifyTidy,
} from '../../packages/app/e2e/crash/verify.mjs';
import { root, startPortal } from '../../packages/app/e2e/portal.mjs';
import { signInWithTemplate } from '../../packages/app/e2e/scaffolder-api.mjs';
import { drawLoad } from './chart.mjs';
import { residentMemory, watchMemory } from './resident-memory.mjs';
import { runAtOnce, summary } from './runs-at-once.mjs';

const atOnce = 20;
const alone = 5;
const restMs = 15_000;
const print = line => process.stdout.write(`${line}\n`);
const lengthOf = ({ asked, ended }) => ended - asked;
const workOf = ({ began, ended }) => ended - began;
const mib = value => Math.round(value);

// What else the machine did: on a busy one the times say less.
const busyBefore = Math.round(loadavg()[0] * 10) / 10;
const portal = await startPortal();
try {
  const { url } = portal;
  const token = await signInWithTemplate(url);
  // The first run after a start loads code; it is no measure of the others.
  await runAtOnce({ url, token, names: ['warm-up'] });
  const single = [];
  for (let run = 1; run <= alone; run += 1) {
    single.push(...(await runAtOnce({ url, token, names: [`alone-${run}`] })));
  }
  await pause(restMs);
  const before = residentMemory(portal.pid());

  const watch = watchMemory(portal.pid());
  const names = Array.from(
    { length: atOnce },
    (_, index) => `load-${index + 1}`,
  );
  const runs = await runAtOnce({ url, token, names });
  await pause(restMs);
  const memory = watch.stop();

  const failures = [];
  for (const run of [...single, ...runs]) {
    await verifyCompleted(portal, token, run).catch(error =>
      failures.push(`${run.name}: ${error.message}`),
    );
  }
  await verifyTidy(portal).catch(error => failures.push(error.message));

  const report = {
    schemaVersion: 1,
    machine: {
      cores: cpus().length,
      processor: cpus()[0].model,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${release()}`,
      node: process.version,
    },
    loadAverageBefore: busyBefore,
    runsAtOnce: atOnce,
    failures,
    milliseconds: {
      oneAlone: { ...summary(single.map(lengthOf)), all: single.map(lengthOf) },
      fromAskedToEnded: {
        ...summary(runs.map(lengthOf)),
        all: runs.map(lengthOf),
      },
      fromBegunToEnded: { ...summary(runs.map(workOf)), all: runs.map(workOf) },
      total: Math.max(...runs.map(({ ended }) => ended)),
    },
    residentMiB: {
      before: mib(before),
      peak: mib(Math.max(...memory.map(sample => sample.mib))),
      after: mib(memory.at(-1).mib),
      secondsOfRestBeforeAfter: restMs / 1000,
    },
    runs,
    memory,
  };
  const results = path.join(root, 'bench/results');
  mkdirSync(results, { recursive: true });
  writeFileSync(
    path.join(results, 'load.json'),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  writeFileSync(
    path.join(results, 'load.svg'),
    await drawLoad({
      title: `${atOnce} runs at once on ${report.machine.cores} cores`,
      runs,
      memory,
    }),
  );
  const { oneAlone, fromAskedToEnded, fromBegunToEnded, total } =
    report.milliseconds;
  print(`load average      ${busyBefore} before the start`);
  print(`one alone         median ${oneAlone.median} ms`);
  print(
    `${atOnce} at once, whole   median ${fromAskedToEnded.median} ms, p95 ${fromAskedToEnded.p95} ms, all in ${total} ms`,
  );
  print(
    `${atOnce} at once, working median ${fromBegunToEnded.median} ms, p95 ${fromBegunToEnded.p95} ms`,
  );
  print(
    `memory            ${report.residentMiB.before} MiB before, ${report.residentMiB.peak} at most, ${report.residentMiB.after} after`,
  );
  for (const failure of failures) print(`FAILED ${failure}`);
  print(
    `${single.length + runs.length - failures.length} right, ${
      failures.length
    } wrong`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await portal.stop();
}
