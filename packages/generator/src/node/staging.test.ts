import { spawnSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { currentProcess, isDead } from './process-identity';
import { removeAbandonedStaging, stagingPath } from './staging';
import { writeTree } from './write-tree';

// Processes are started here, and the machine may be busy.
jest.setTimeout(120_000);

const ROOT = path.resolve(__dirname, '../../../..');
const FILES = { 'README.md': '# Orders\n', 'src/main.ts': 'export {};\n' };

/** Runs code in a process of its own that sees the modules of this folder. */
function run(code: string, killAt?: object) {
  const { signal, status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...(killAt ? ['--require', path.join(ROOT, 'scripts/kill-at.cjs')] : []),
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--eval',
      code,
    ],
    {
      cwd: __dirname,
      encoding: 'utf8',
      env: { ...process.env, AMEIDE_KILL_AT: JSON.stringify(killAt) },
    },
  );
  if (status !== 0 && signal === null) throw new Error(stderr);
  return { killed: signal === 'SIGKILL', stdout };
}

describe('staging', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'staging-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('tells the living from the dead', () => {
    const living = currentProcess();
    expect(isDead(living)).toBe(false);
    expect(isDead({ ...living, pid: process.ppid, started: 0 })).toBe(false);
    const ended = JSON.parse(
      run(
        "console.log(JSON.stringify(require('./process-identity').currentProcess()))",
      ).stdout,
    );
    expect(isDead(ended)).toBe(true);
    expect(isDead({ ...ended, host: '00000000' })).toBe(false);
  });

  it('knows that a number was given to another process', () => {
    const living = currentProcess();
    // Only Linux tells when a process began; elsewhere the number is in use.
    expect(isDead({ ...living, started: living.started - 1 })).toBe(
      process.platform === 'linux',
    );
  });

  it('removes what the dead left, and nothing else', async () => {
    const mine = stagingPath(folder);
    await mkdir(mine);
    const left = run(
      `const { stagingPath } = require('./staging');
       const path = stagingPath(${JSON.stringify(folder)});
       require('fs').mkdirSync(path + '');
       require('fs').writeFileSync(path + '/half', '');
       console.log(path)`,
    ).stdout.trim();
    expect(await readdir(left)).toEqual(['half']);
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    await writeFile(path.join(outside, 'mine.txt'), 'mine');
    const link = left.replace(/.{16}$/, '0'.repeat(16));
    await symlink(outside, link);
    await mkdir(path.join(folder, '.ameide-staging-of-somebody'));

    expect((await removeAbandonedStaging(folder)).sort()).toEqual(
      [path.basename(left), path.basename(link)].sort(),
    );
    expect((await readdir(folder)).sort()).toEqual(
      [path.basename(mine), '.ameide-staging-of-somebody'].sort(),
    );
    // A link is removed as a link.
    expect(await readdir(outside)).toEqual(['mine.txt']);
    await rm(outside, { recursive: true });
  });

  it('leaves what belongs to another user', async () => {
    const left = run(
      `console.log(require('./staging').stagingPath(${JSON.stringify(
        folder,
      )}))`,
    ).stdout.trim();
    await mkdir(left);
    const nobody = jest.spyOn(process, 'geteuid').mockReturnValue(65534);
    expect(await removeAbandonedStaging(folder)).toEqual([]);
    nobody.mockRestore();
    expect(await readdir(folder)).toEqual([path.basename(left)]);
  });

  it('leaves a tree whole or not at all, whenever the process is killed', async () => {
    const target = path.join(folder, 'orders');
    const tree = Object.entries(FILES);
    const code = `
      const files = new Map(${JSON.stringify(tree)}.map(([name, text]) =>
        [name, { content: Buffer.from(text), executable: false }]));
      require('./write-tree').writeTree({ files }, ${JSON.stringify(target)})`;
    const moments = { absent: 0, complete: 0 };
    for (const when of ['before', 'after']) {
      for (let nth = 1; ; nth += 1) {
        const escaped = folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
        const { killed } = run(code, { sequence: [escaped], nth, when });
        if (!killed) break;
        if ((await readdir(folder)).includes('orders')) {
          moments.complete += 1;
        } else {
          moments.absent += 1;
          // The next run cleans up and succeeds.
          await writeTree(
            {
              files: new Map(
                tree.map(([name, text]) => [
                  name,
                  { content: Buffer.from(text), executable: false },
                ]),
              ),
            },
            target,
          );
        }
        for (const [name, text] of tree) {
          expect(await readFile(path.join(target, name), 'utf8')).toBe(text);
        }
        expect(await readdir(folder)).toEqual(['orders']);
        await rm(target, { recursive: true });
      }
      await rm(target, { recursive: true });
    }
    // Folders twice, files twice, rename: before each and after each.
    expect(moments).toEqual({ absent: 9, complete: 1 });
  });
});
