// Kills the backend at random moments of a run, starts it again, and looks
// whether every run ended as if nothing had happened.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { orders } from '../descriptions.mjs';
import { signIn, startTask } from '../scaffolder-api.mjs';
import { impatient } from './chosen-moments.mjs';
import { query } from './databases.mjs';
import { randomFrom } from './random.mjs';
import {
  ended,
  logOf,
  verifyCompleted,
  verifyNothing,
  verifyTidy,
} from './verify.mjs';
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
  const length = await lengthOfARun(portal);
  for (let kill = 0; kill < kills; kill += 1) {
    const moment = ((kill + random()) / kills) * length;
    const shift = (random() - 0.5) * length;
    const runs = [
      { name: `kill-${kill}`, at: Math.max(0, -shift) },
      { name: `kill-${kill}-too`, at: Math.max(0, shift) },
    ];
    const interrupted = await killAmid(portal, runs, runs[0].at + moment);
    await portal.start({ settings: impatient });
    const problems = await problemsOf(portal, interrupted);
    interrupted.forEach((run, index) =>
      report({ ...run, kill, length, problem: problems[index] }),
    );
  }
}

/**
 * How long an undisturbed run takes, in ms. The first after a start, because that
 * is what is killed each time; later ones are faster.
 */
async function lengthOfARun(portal) {
  const token = await signIn(portal.url);
  const began = performance.now();
  const id = await startTask(portal.url, token, orders('undisturbed'));
  assert.equal(await ended(portal, token, id), 'completed');
  return Math.round(performance.now() - began);
}

/**
 * Starts runs, each `at` its time, and kills the backend.
 *
 * @returns the runs with where they were; without `id` those that the portal had
 *   not stored yet.
 */
async function killAmid(portal, runs, killAt) {
  const token = await signIn(portal.url);
  const began = performance.now();
  const until = at => pause(Math.max(0, began + at - performance.now()));
  const begun = runs.filter(run => run.at < killAt);
  const starting = begun.map(async run => {
    await until(run.at);
    // The kill may come before the answer.
    await startTask(portal.url, token, orders(run.name)).catch(() => undefined);
  });
  await until(killAt);
  const killed = performance.now() - began;
  await portal.kill();
  await Promise.all(starting);
  return begun.map(run => {
    const [stored] = query(
      portal,
      'scaffolder',
      "select id from tasks where json_extract(spec, '$.parameters.service') = ?",
      run.name,
    );
    const known = { ...run, id: stored?.id };
    const moment = Math.round(killed - run.at);
    return { ...known, ...whereItWas(portal, known), moment };
  });
}

/** What is wrong with each run when all have ended; undefined where nothing is. */
async function problemsOf(portal, runs) {
  const token = await signIn(portal.url);
  const verdicts = await Promise.allSettled(
    runs.map(async run => {
      if (run.id === undefined) {
        await verifyNothing(portal, token, run.name);
        return;
      }
      await anotherIsRefused(portal, token, run);
      await ended(portal, token, run.id);
      await verifyCompleted(portal, token, run);
    }),
  );
  const untidy = await verifyTidy(portal).catch(error => error.message);
  return verdicts.map(({ reason }) => reason?.message ?? untidy);
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
