// Kills the backend at random moments of a run, starts it again, and looks
// whether every run ended as if nothing had happened.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { orders } from '../descriptions.mjs';
import { signIn, startTask } from '../scaffolder-api.mjs';
import { impatient } from './chosen-moments.mjs';
import { randomFrom } from './random.mjs';
import { ended, logOf, verifyCompleted, verifyTidy } from './verify.mjs';
import { whereItWas } from './where-it-was.mjs';

/**
 * Kills `kills` times. The moments are spread over the whole length of a run,
 * one in each equal part of it, at random within. A second run is under way in
 * another place of its course.
 *
 * @param portal - prepared and started; it is started at the end.
 * @param report - called with a row for each run and kill.
 */
export async function randomKills({ portal, kills, seed, report }) {
  const random = randomFrom(seed);
  let token = await signIn(portal.url);
  const lengths = [];
  for (let run = 0; run < 3; run += 1) {
    const began = performance.now();
    const id = await startTask(portal.url, token, orders(`alone-${run}`));
    assert.equal(await ended(portal, token, id), 'completed');
    lengths.push(performance.now() - began);
  }
  // The first run after a start is slower.
  const length = lengths.sort((a, b) => a - b)[1];
  const runs = [];

  for (let kill = 0; kill < kills; kill += 1) {
    const moment = ((kill + random()) / kills) * length;
    const shift = (random() - 0.5) * length;
    const first = { name: `kill-${kill}`, at: Math.max(0, -shift) };
    const second = { name: `kill-${kill}-too`, at: Math.max(0, shift) };
    const killAt = first.at + moment;
    const began = performance.now();
    const until = at => pause(Math.max(0, began + at - performance.now()));
    const inFlight = [];
    const start = async run => {
      await until(run.at);
      if (run.at > killAt) return;
      run.id = await startTask(portal.url, token, orders(run.name)).catch(
        () => undefined,
      );
      run.started = performance.now();
      if (run.id) inFlight.push(run);
    };
    const starting = [start(first), start(second)];
    await until(killAt);
    const killed = performance.now();
    await portal.kill();
    await Promise.all(starting);
    for (const run of inFlight) {
      Object.assign(run, whereItWas(portal, run));
      run.moment = Math.round(killed - began - run.at);
    }

    await portal.start({ settings: impatient });
    token = await signIn(portal.url);
    const verdicts = await Promise.allSettled(
      inFlight.map(async run => {
        await anotherIsRefused(portal, token, run);
        await ended(portal, token, run.id);
        await verifyCompleted(portal, token, run);
      }),
    );
    const tidy = await verifyTidy(portal).catch(error => error.message);
    for (const [index, run] of inFlight.entries()) {
      const verdict = verdicts[index];
      const problem =
        verdict.status === 'rejected' ? verdict.reason.message : tidy;
      runs.push({ ...run, kill, problem });
      report({ ...run, kill, length: Math.round(length), problem });
    }
  }
  return runs;
}

/**
 * While an interrupted run waits to be resumed, its name is taken, and the run
 * that asks for it disturbs nothing.
 */
async function anotherIsRefused(portal, token, run) {
  if (!existsSync(path.join(portal.repositories, `${run.name}.git`))) return;
  const id = await startTask(portal.url, token, orders(run.name));
  assert.equal(await ended(portal, token, id), 'failed');
  const log = (await logOf(portal, token, id)).join('\n');
  assert.match(log, new RegExp(`The name ${run.name} is taken`));
}
