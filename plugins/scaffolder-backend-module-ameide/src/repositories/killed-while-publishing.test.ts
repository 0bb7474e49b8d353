import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import git from 'isomorphic-git';
import { LocalRepositories } from './local-repositories';
import type { Publication } from './write-repository';

// Processes are started here, and the machine may be busy.
jest.setTimeout(240_000);

const killAtScript = path.resolve(__dirname, '../../../../scripts/kill-at.cjs');
const publication: Publication = {
  name: 'orders',
  message: 'Begin',
  author: { name: 'Ada', email: 'ada@example.com' },
  maker: { task: 'task-1', step: 'publish' },
  files: [{ path: 'a/b', content: Buffer.from('b'), executable: false }],
};

/** Runs `work` on the repositories in a process of its own, which dies. */
function killed(folder: string, work: string, killAt: object): boolean {
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    [
      '--require',
      killAtScript,
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--eval',
      `const { LocalRepositories } = require('./local-repositories');
       const repositories = new LocalRepositories(${JSON.stringify(folder)});
       const publication = ${JSON.stringify(publication)};
       for (const file of publication.files) file.content = Buffer.from(file.content);
       ${work}`,
    ],
    {
      cwd: __dirname,
      encoding: 'utf8',
      env: { ...process.env, AMEIDE_KILL_AT: JSON.stringify(killAt) },
    },
  );
  if (status !== 0 && signal === null) throw new Error(stderr);
  return signal === 'SIGKILL';
}

describe('a process that is killed', () => {
  const directory = createMockDirectory();
  const folder = () => path.join(directory.path, 'repositories');
  const pattern = () => folder().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

  it('has made a repository whole or not at all, at every moment', async () => {
    const seen = { absent: 0, whole: 0 };
    for (let nth = 1; ; nth += 1) {
      directory.clear();
      const moment = { sequence: [pattern()], nth, when: 'after' };
      if (!killed(folder(), 'repositories.publish(publication)', moment)) break;
      const local = new LocalRepositories(folder());
      if (local.exists('orders')) seen.whole += 1;
      else seen.absent += 1;
      const other = { task: 'task-2', step: 'publish' };
      expect(local.isMadeBy('orders', other)).toBe(false);
      // The same task goes on where it was, and tidies up.
      const commit = await local.publish(publication);
      const gitdir = path.join(folder(), 'orders.git');
      const log = await git.log({ fs, gitdir, ref: 'main' });
      expect(log.map(({ oid }) => oid)).toEqual([commit]);
      const files = await local.list('orders', commit, '');
      expect(files.map(file => file.path)).toEqual(['a/b']);
      for (const file of files) await local.read('orders', commit, file.path);
      await local.removeAbandoned();
      expect(fs.readdirSync(folder())).toEqual(['orders.git']);
    }
    expect(seen.whole).toBe(1);
    // Folders, objects, references and the mark: each write is a moment.
    expect(seen.absent).toBeGreaterThan(15);
  });

  it('has removed a repository whole or not at all', async () => {
    const local = new LocalRepositories(folder());
    for (const [when, left] of [
      ['before', 1],
      ['after', 0],
    ] as const) {
      directory.clear();
      await local.publish(publication);
      const moment = { sequence: ['rename .*orders.git'], when };
      const work = "repositories.remove('orders')";
      expect(killed(folder(), work, moment)).toBe(true);
      const visible = fs
        .readdirSync(folder())
        .filter(entry => !entry.startsWith('.'));
      expect(visible).toHaveLength(left);
      await local.removeAbandoned();
      expect(fs.readdirSync(folder())).toHaveLength(left);
    }
  });
});
