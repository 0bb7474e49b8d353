// What people are told when there is no room, no permission or no free name, and
// that nothing stays of a run that ended so. Real file systems: small ones, and
// read-only ones, are mounted over the portal's folders, which only root may do.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ameide } from './command-line.mjs';
import { verifyNothing, verifyTidy } from './crash/verify.mjs';
import { orders } from './descriptions.mjs';
import { root, startPortal } from './portal.mjs';
import { runTemplate, signInWithTemplate } from './scaffolder-api.mjs';

const values = path.join(root, 'templates/domain-controller/cases/orders.yaml');

/** Mounts a small or read-only file system over a folder while `work` runs. */
async function mounted(folder, options, work) {
  await mkdir(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  try {
    return await work();
  } finally {
    execFileSync('umount', [folder]);
  }
}

/** Why nothing can be mounted here, or false. */
async function whyNotMounting() {
  const folder = await mkdtemp(path.join(tmpdir(), 'ameide-mount-'));
  try {
    await mounted(folder, 'size=64k', () => undefined);
    return false;
  } catch (error) {
    return `File systems cannot be mounted here, so full and read-only ones were NOT tried: ${error.message}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const skip = await whyNotMounting();
if (skip) process.stderr.write(`${skip}\n`);

describe('the portal', () => {
  let portal;
  let token;
  const run = name => runTemplate(portal.url, token, orders(name));

  before(async () => {
    portal = await startPortal();
    token = await signInWithTemplate(portal.url);
  });
  after(() => portal?.stop());

  /** The run failed with one message, without a stack, and left nothing. */
  async function failsWith(result, name, ...parts) {
    const log = result.log.join('\n');
    assert.equal(result.status, 'failed', log);
    for (const part of parts) assert.ok(log.includes(part), `${part}\n${log}`);
    assert.doesNotMatch(log, /^\s+at /m);
    await verifyNothing(portal, token, name);
  }

  /** With the folder of repositories under a file system of its own. */
  async function repositoriesOn(options, name, sentence, action) {
    const folder = portal.repositories;
    await mounted(folder, options, async () => {
      await failsWith(
        await run(name),
        name,
        `${sentence} ${folder} (ameide.repositories.directory). Nothing of this run was kept. ${action}`,
      );
      assert.deepEqual(await readdir(folder), []);
    });
    // Nothing is in the way of another try.
    assert.equal((await run(name)).status, 'completed');
    await verifyTidy(portal);
  }

  it('says so when the folder of repositories is full', { skip }, () =>
    repositoriesOn(
      'size=256k',
      'repositories-full',
      'There is no space left in',
      'Make room there and start it again.',
    ),
  );

  it('says so when the folder of repositories is read-only', { skip }, () =>
    repositoriesOn(
      'ro',
      'repositories-read-only',
      'The portal may not write to',
      "Make the folder writable for the portal's user and start it again.",
    ),
  );

  it('says so when the folder of workspaces is full', { skip }, async () => {
    const name = 'workspaces-full';
    const folder = portal.workspaces;
    await mounted(folder, 'size=256k', async () => {
      await failsWith(
        await run(name),
        name,
        `There is no space left in ${folder} (backend.workingDirectory). Nothing of this run was kept. Make room there and start it again.`,
      );
      assert.deepEqual(await readdir(folder), []);
    });
    assert.equal((await run(name)).status, 'completed');
    await verifyTidy(portal);
  });

  it('fails when the folder of workspaces is read-only', { skip }, async () => {
    // Backstage makes the workspace itself, in its own words.
    const name = 'workspaces-read-only';
    await mounted(portal.workspaces, 'ro', async () => {
      const result = await run(name);
      assert.equal(result.status, 'failed');
      assert.doesNotMatch(result.log.join('\n'), /^\s+at /m);
      await verifyNothing(portal, token, name);
    });
    assert.equal((await run(name)).status, 'completed');
    await verifyTidy(portal);
  });

  it('says so when the name is taken', async () => {
    assert.equal((await run('taken')).status, 'completed');
    const result = await run('taken');
    const log = result.log.join('\n');
    assert.equal(result.status, 'failed');
    assert.ok(
      log.includes(
        'The name taken is taken: there is a repository of that name. Choose another service id.',
      ),
      log,
    );
    assert.doesNotMatch(log, /^\s+at /m);
    await verifyTidy(portal);
  });
});

describe('the command line', () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ameide-storage-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const generate = out =>
    ameide('generate', 'domain-controller', '--values', values, '--out', out);

  /** With the place for the service on a file system of its own. */
  async function outOn(options, sentence) {
    const place = path.join(folder, 'place');
    await mounted(place, options, async () => {
      const out = path.join(place, 'orders');
      const { code, error } = await generate(out);
      assert.equal(code, 1);
      assert.ok(error.endsWith(`${sentence(out)}\n`), error);
      assert.doesNotMatch(error, /^\s+at /m);
      assert.deepEqual(await readdir(place), []);
    });
  }

  it('says so when the disk is full', { skip }, () =>
    outOn(
      'size=256k',
      out =>
        `there is no space left to write ${out}; make room there or choose a folder on another disk; nothing was written`,
    ),
  );

  it('says so when the disk is read-only', { skip }, () =>
    outOn(
      'ro',
      out =>
        `${out} may not be written (EROFS); choose another folder, or make the one above it writable`,
    ),
  );

  it('says so when the folder is taken', async () => {
    const out = path.join(folder, 'orders');
    assert.equal((await generate(out)).code, 0);
    const { code, error } = await generate(out);
    assert.equal(code, 2);
    assert.ok(
      error.endsWith(
        `${out} is not empty; choose a folder that does not exist yet\n`,
      ),
      error,
    );
    assert.ok((await readdir(folder)).every(name => !name.startsWith('.')));
  });
});
