// Kills the backend in the middle of runs and ends with the counts of runs that
// ended as they should. Usage: run.mjs [--kills 6] [--seed 1] [--only random|chosen]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { preparePortal, root } from '../portal.mjs';
import { signInWithTemplate } from '../scaffolder-api.mjs';
import { chosenMoments, impatient } from './chosen-moments.mjs';
import { randomKills } from './random-kills.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: process.env.AMEIDE_CRASH_KILLS ?? '6' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'both' },
  },
});
const rows = [];
const print = line => process.stdout.write(`${line}\n`);

const withoutRequests = log =>
  log
    .split('\n')
    .filter(line => !line.includes('incomingRequest'))
    .join('\n');

/** A portal of its own for one kind of kills. */
async function withPortal(work) {
  const portal = await preparePortal();
  try {
    await portal.start({ settings: impatient });
    await signInWithTemplate(portal.url);
    await work(portal);
  } catch (error) {
    rows.push({ problem: error.message });
    print(error.stack);
  } finally {
    if (rows.some(row => row.problem))
      print(`The backend said:\n${withoutRequests(portal.log())}`);
    await portal.stop();
    await portal.remove();
  }
}

function verdict({ id, problem }) {
  if (problem) return `FAILED: ${problem}`;
  return id === undefined ? 'nothing of it' : 'ended once, whole';
}

if (values.only !== 'random') {
  print('Killed at chosen moments');
  await withPortal(async portal => {
    await portal.stop();
    await chosenMoments({
      portal,
      report: row => {
        rows.push(row);
        print(
          `${row.when.padEnd(6)} ${row.what.padEnd(31)} ${row.step}: ${
            row.point
          } — ${verdict(row)}`,
        );
      },
    });
  });
}

if (values.only !== 'chosen') {
  print(`Killed at ${values.kills} random moments (seed ${values.seed})`);
  await withPortal(portal =>
    randomKills({
      portal,
      kills: Number(values.kills),
      seed: Number(values.seed),
      report: row => {
        rows.push(row);
        print(
          `kill ${String(row.kill + 1).padStart(2)} ${row.name.padEnd(
            12,
          )} after ${String(row.moment).padStart(5)} of ${row.length} ms  ${
            row.step
          }: ${row.point} — ${verdict(row)}`,
        );
      },
    }),
  );
}

const failed = rows.filter(row => row.problem).length;
const counts = { passed: rows.length - failed, failed };
const results = path.join(root, '.ameide/test-results');
mkdirSync(results, { recursive: true });
writeFileSync(path.join(results, 'crash.json'), JSON.stringify(counts));
writeFileSync(
  path.join(results, 'crash-runs.json'),
  JSON.stringify(rows, null, 2),
);
print(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = failed === 0 && rows.length > 0 ? 0 : 1;
