import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeTree } from './write-tree';

function treeOf(files: Record<string, string>, executable: string[] = []) {
  return {
    files: new Map(
      Object.entries(files).map(([name, content]) => [
        name,
        {
          content: Buffer.from(content),
          executable: executable.includes(name),
        },
      ]),
    ),
  };
}

describe('writeTree', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'write-tree-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('writes all files, makes the folders above and leaves nothing else', async () => {
    const target = path.join(folder, 'new', 'orders');
    const written = await writeTree(
      treeOf({ 'a.txt': 'A', 'b/c.sh': 'C' }, ['b/c.sh']),
      target,
    );
    expect(written).toEqual({ directory: target, files: 2 });
    expect(await readFile(path.join(target, 'a.txt'), 'utf8')).toBe('A');
    // eslint-disable-next-line no-bitwise
    expect((await stat(path.join(target, 'b/c.sh'))).mode & 0o111).not.toBe(0);
    expect(await readdir(path.dirname(target))).toEqual(['orders']);
  });

  it('takes an empty folder', async () => {
    const target = path.join(folder, 'orders');
    await mkdir(target);
    await writeTree(treeOf({ 'a.txt': 'A' }), target);
    expect(await readdir(folder)).toEqual(['orders']);
  });

  it('refuses a folder that is not empty and leaves it as it was', async () => {
    await writeFile(path.join(folder, 'mine.txt'), 'mine');
    await expect(
      writeTree(treeOf({ 'a.txt': 'A' }), folder),
    ).rejects.toMatchObject({
      code: 'TAKEN',
      message: `${folder} is not empty; choose a folder that does not exist yet`,
    });
    expect(await readdir(folder)).toEqual(['mine.txt']);
  });

  it('refuses a link, even to an empty folder or to nothing', async () => {
    await mkdir(path.join(folder, 'elsewhere'));
    await symlink(path.join(folder, 'elsewhere'), path.join(folder, 'link'));
    await symlink(path.join(folder, 'nowhere'), path.join(folder, 'dangling'));
    for (const name of ['link', 'dangling']) {
      await expect(
        writeTree(treeOf({ 'a.txt': 'A' }), path.join(folder, name)),
      ).rejects.toThrow('is a link');
    }
    expect((await readdir(folder)).sort()).toEqual([
      'dangling',
      'elsewhere',
      'link',
    ]);
    expect(await readdir(path.join(folder, 'elsewhere'))).toEqual([]);
  });

  it('refuses a place below a file', async () => {
    await writeFile(path.join(folder, 'file'), '');
    await expect(
      writeTree(treeOf({ 'a.txt': 'A' }), path.join(folder, 'file', 'orders')),
    ).rejects.toMatchObject({ code: 'TAKEN' });
  });

  it.each([
    '/etc/x',
    '../x',
    'a/../../x',
    '.git/config',
    'a/.Git/hooks/pre-commit',
    'a\\..\\x',
  ])('refuses the path %s and writes nothing', async name => {
    const target = path.join(folder, 'orders');
    await expect(
      writeTree(treeOf({ 'a.txt': 'A', [name]: 'bad' }), target),
    ).rejects.toMatchObject({ code: 'UNSAFE_PATH' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing when it fails half-way', async () => {
    const target = path.join(folder, 'deep', 'er', 'orders');
    // A file in the place of a folder: the second write fails.
    await expect(
      writeTree(treeOf({ a: 'A', 'a/b': 'B' }), target),
    ).rejects.toMatchObject({ code: expect.any(String) });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing when it is cancelled', async () => {
    const target = path.join(folder, 'orders');
    await expect(
      writeTree(treeOf({ a: 'A' }), target, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets only one of two writers win', async () => {
    const target = path.join(folder, 'orders');
    const results = await Promise.allSettled(
      ['1', '2', '3', '4'].map(content =>
        writeTree(treeOf({ a: content }), target),
      ),
    );
    expect(
      results.filter(result => result.status === 'fulfilled'),
    ).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['orders']);
  });

  // Root may write anywhere, so the test runs as somebody else where it is root.
  it('explains a folder that may not be written', async () => {
    const closed = path.join(folder, 'closed');
    await mkdir(closed, { mode: 0o555 });
    if (process.getuid?.() === 0) {
      await chmod(folder, 0o755);
      process.seteuid?.(65534);
    }
    try {
      await expect(
        writeTree(treeOf({ a: 'A' }), path.join(closed, 'orders')),
      ).rejects.toMatchObject({
        code: 'NO_PERMISSION',
        message: `${path.join(
          closed,
          'orders',
        )} may not be written (EACCES); choose another folder, or make the one above it writable`,
      });
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0);
    }
    expect(await readdir(closed)).toEqual([]);
  });
});
