// What must hold when a run has ended, whatever happened to the portal.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import git from 'isomorphic-git';
import { call, entity, eventually } from '../scaffolder-api.mjs';

/** Waits for the end of a task. */
export async function ended(portal, token, id, milliseconds = 90_000) {
  return eventually(
    `the end of task ${id}`,
    async () => {
      const { body } = await call(
        portal.url,
        token,
        `scaffolder/v2/tasks/${id}`,
      );
      return ['open', 'processing'].includes(body.status)
        ? undefined
        : body.status;
    },
    milliseconds,
  );
}

/** All events of a task so far. */
export async function events(portal, token, id) {
  const { body } = await call(
    portal.url,
    token,
    `scaffolder/v2/tasks/${id}/events`,
  );
  return body;
}

/**
 * A completed run: it ended once, with one repository of one commit whose files
 * are what their own record says, one entry and one component in the catalog.
 */
export async function verifyCompleted(portal, token, { id, name }) {
  await endedOnce(portal, token, id, 'completed');
  const gitdir = path.join(portal.repositories, `${name}.git`);
  assert.ok(fs.existsSync(path.join(gitdir, 'ameide-publication.json')));
  const commits = await git.log({ fs, gitdir, ref: 'main' });
  assert.equal(commits.length, 1, `${name}: ${commits.length} commits`);
  const files = await readRepository(gitdir, commits[0].oid);
  const record = JSON.parse(files.get('.ameide/scaffold.json'));
  for (const [file, digest] of Object.entries(record.files)) {
    const content = files.get(file);
    assert.ok(content, `${name} has no ${file}`);
    const actual = createHash('sha256').update(content).digest('hex');
    assert.equal(actual, digest.replace(/^sha256:/, ''), `${name}: ${file}`);
  }
  assert.equal(files.size, Object.keys(record.files).length + 1);
  assert.equal((await locations(portal, token, name)).length, 1, name);
  for (const kind of ['component', 'api']) {
    // The catalog has queues of its own, which a kill also interrupts.
    await eventually(
      `${kind} ${name} in the catalog`,
      () => entity(portal.url, token, kind, name),
      90_000,
    );
  }
}

/** A failed run: it ended once, and there is nothing of it. */
export async function verifyFailed(portal, token, { id, name }) {
  await endedOnce(portal, token, id, 'failed');
  await verifyNothing(portal, token, name);
}

/** There is no repository, entry or component of a name. */
export async function verifyNothing(portal, token, name) {
  const found = await repositories(portal);
  assert.ok(!found.includes(`${name}.git`), `${name}.git is there`);
  assert.deepEqual(await locations(portal, token, name), []);
  for (const kind of ['component', 'api']) {
    assert.equal(await entity(portal.url, token, kind, name), undefined);
  }
}

/** No half-made folder anywhere, and no workspace of a task that has ended. */
export async function verifyTidy(portal) {
  const hidden = (await repositories(portal)).filter(
    entry => !/^[a-z0-9-]+\.git$/.test(entry),
  );
  assert.deepEqual(hidden, [], 'half-made repositories');
  assert.deepEqual(await readdir(portal.workspaces), [], 'workspaces');
  // Node keeps compiled code there; nothing else has to do with a run.
  const temporary = (await readdir(portal.temporary)).filter(
    entry => entry !== 'node-compile-cache',
  );
  assert.deepEqual(temporary, [], 'temporary folders');
}

/** The lines of a task's log, and its last message. */
export async function logOf(portal, token, id) {
  return (await events(portal, token, id)).map(({ body }) => body.message);
}

async function endedOnce(portal, token, id, status) {
  const task = await call(portal.url, token, `scaffolder/v2/tasks/${id}`);
  const all = await events(portal, token, id);
  const log = all.map(({ type, body }) => `${type}: ${body.message}`);
  assert.equal(task.body.status, status, `${id}\n${log.join('\n')}`);
  assert.equal(
    all.filter(({ type }) => type === 'completion').length,
    1,
    `${id}\n${log.join('\n')}`,
  );
}

function repositories(portal) {
  return readdir(portal.repositories).catch(() => []);
}

async function locations(portal, token, name) {
  const { body } = await call(portal.url, token, 'catalog/locations');
  return body
    .map(({ data }) => data.target)
    .filter(target => target.includes(`/${name}/`));
}

/** Every file of a commit, read through all its objects. */
async function readRepository(gitdir, oid) {
  const { TREE: treeOf } = git;
  const files = new Map();
  await git.walk({
    fs,
    gitdir,
    trees: [treeOf({ ref: oid })],
    map: async (file, [entry]) => {
      if ((await entry.type()) === 'blob') {
        files.set(file, Buffer.from(await entry.content()));
      }
      return file;
    },
  });
  return files;
}
