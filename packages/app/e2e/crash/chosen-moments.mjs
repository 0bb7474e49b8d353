// Kills the backend exactly before and after what matters, by scripts/kill-at.cjs.
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { orders } from '../descriptions.mjs';
import { root } from '../portal.mjs';
import { call, signIn, startTask } from '../scaffolder-api.mjs';
import { ended, verifyCompleted, verifyFailed, verifyTidy } from './verify.mjs';
import { whereItWas } from './where-it-was.mjs';

const saves = 'sql scaffolder.sqlite update `tasks` set `state`';
const intoWorkspace =
  'rename .*/workspaces/.ameide-staging-[^ ]* -> .*/workspaces/[0-9a-f-]{36}$';
const intoRepositories =
  'rename .*/repositories/.ameide-staging-[^ ]* -> .*\\.git$';
const registers = 'sql catalog.sqlite insert into `locations`';
const completes =
  'sql scaffolder.sqlite insert into `task_events`.*Run completed';

/** What is done, before or after which the process dies. */
export const moments = [
  ['after', 'the checkpoint of generate', [`${saves}.*begun`]],
  ['after', 'one file of the tree', ['writeFile .*/workspaces/.*package.json']],
  ['after', 'the tree came into place', [intoWorkspace]],
  ['before', 'generate is saved', [`${saves}.*completed`]],
  ['after', 'generate is saved', [`${saves}.*completed`]],
  ['after', 'some objects', ['writeFile .*/repositories/.*/objects/'], 40],
  ['after', 'the repository appeared', [intoRepositories]],
  ['after', 'the registration, not committed', [registers]],
  ['after', 'the registration', [registers, 'sql catalog.sqlite COMMIT']],
  ['after', 'it is declared finished', ['rename .*unfinished.json']],
  ['after', 'publish is saved', [`${saves}.*publish.*completed`]],
  ['after', 'the completion, not committed', [completes]],
  ['after', 'the completion', [completes, 'sql scaffolder.sqlite COMMIT']],
];

/** A task that has died is not noticed before all have died. */
const patient = {
  scaffolder: { taskRecovery: { staleTimeout: { hours: 1 } } },
};
/** A task that has died is noticed soon. */
export const impatient = {
  scaffolder: { taskRecovery: { staleTimeout: { seconds: 3 } } },
};

/**
 * Kills once at each moment, each time a run of its own, then starts the portal
 * for good and waits for all of them. One more is cancelled before it is resumed:
 * its step never runs again, and yet nothing of it may stay.
 *
 * @param portal - prepared; it is started at the end.
 */
export async function chosenMoments({ portal, report }) {
  const runs = [];
  const killIn = async (name, [when, what, sequence, nth = 1]) => {
    await portal.start({
      settings: patient,
      preload: path.join(root, 'scripts/kill-at.cjs'),
      env: { AMEIDE_KILL_AT: JSON.stringify({ sequence, nth, when }) },
    });
    const token = await signIn(portal.url);
    const id = await startTask(portal.url, token, orders(name));
    const died = await Promise.race([
      portal.ended(),
      pause(30_000, 'not in time', { ref: false }),
    ]);
    assert.equal(died, 'SIGKILL', `${when} ${what} was never reached`);
    const run = { id, name, when, what };
    return { ...run, ...whereItWas(portal, run) };
  };
  for (const [index, moment] of moments.entries()) {
    runs.push(await killIn(`moment-${index}`, moment));
  }
  const repositoryMade = moments.find(([, what]) => what.includes('appeared'));
  const cancelled = await killIn('moment-cancelled', repositoryMade);
  assert.equal(cancelled.point, 'repository made');

  await portal.start({ settings: impatient });
  const token = await signIn(portal.url);
  const { status } = await call(
    portal.url,
    token,
    `scaffolder/v2/tasks/${cancelled.id}/cancel`,
    { method: 'POST' },
  );
  assert.equal(status, 200);
  const verify = async (run, check) => {
    await ended(portal, token, run.id);
    await check(portal, token, run);
  };
  const checks = [
    ...runs.map(run => verify(run, verifyCompleted)),
    verify(cancelled, verifyFailed),
  ];
  const all = [...runs, { ...cancelled, what: 'cancelled before it resumed' }];
  const verdicts = await Promise.allSettled(checks);
  const tidy = await verifyTidy(portal).catch(error => error.message);
  return all.map((run, index) => {
    const verdict = verdicts[index];
    const problem =
      verdict.status === 'rejected' ? verdict.reason.message : tidy;
    const row = { ...run, problem };
    report(row);
    return row;
  });
}
