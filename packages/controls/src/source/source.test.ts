import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSourceTree, readDirectory, treeDigest } from '.';

const text = (content: string) => Buffer.from(content);
const files = (...paths: string[]) =>
  new Map(paths.map(name => [name, text(name)]));

describe('a source tree', () => {
  it('is sorted, whatever order it comes in', () => {
    const tree = createSourceTree({ files: files('b', 'a/c', 'a-b', 'B') });
    expect([...tree.files.keys()]).toEqual(['B', 'a-b', 'a/c', 'b']);
    expect(tree.irregular.size).toBe(0);
  });

  it.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['../up', 'has a part'],
    ['a/./b', 'has a part'],
    ['a//b', 'has a part'],
    ['a/', 'has a part'],
    ['a\\b', 'contains a backslash'],
    ['a\nb', 'contains control characters'],
    ['a\0', 'contains control characters'],
    ['a\u202eb', 'contains control characters'],
    ['a\ud800', 'is not valid Unicode'],
    ['a'.repeat(5000), 'is longer than'],
  ])('has no path %j', (name, reason) => {
    expect(() => createSourceTree({ files: files(name) })).toThrow(
      expect.objectContaining({
        code: 'INVALID_PATH',
        message: expect.stringContaining(reason),
      }),
    );
  });

  it('has no path twice, and none that is a file and a folder', () => {
    const irregular = new Map([['a', 'link to b']]);
    expect(() => createSourceTree({ files: files('a'), irregular })).toThrow(
      'The path a stands for two things.',
    );
    expect(() => createSourceTree({ files: files('a/b/c', 'a') })).toThrow(
      'The path a stands for two things.',
    );
    expect(() =>
      createSourceTree({ files: files('a/b/c'), irregular }),
    ).toThrow('The path a stands for two things.');
  });

  it('is not larger than the limits', () => {
    expect(() =>
      createSourceTree({
        files: files('a', 'b'),
        limits: { files: 1, bytes: 10 },
      }),
    ).toThrow('There are more than 1 files');
    expect(() =>
      createSourceTree({
        files: new Map([['a', new Uint8Array(2 * 1024 * 1024)]]),
        limits: { files: 1, bytes: 1024 * 1024 },
      }),
    ).toThrow('larger than 1 MiB');
  });

  it('has a digest that changes with everything that is evaluated, and with nothing else', () => {
    const digest = (
      contents: Record<string, string>,
      irregular: Record<string, string> = {},
    ) =>
      treeDigest(
        createSourceTree({
          files: new Map(
            Object.entries(contents).map(([name, content]) => [
              name,
              text(content),
            ]),
          ),
          irregular: new Map(Object.entries(irregular)),
        }),
      );
    const digests = [
      digest({}),
      digest({ a: '1' }),
      digest({ a: '2' }),
      digest({ b: '1' }),
      digest({ a: '1', b: '1' }),
      digest({ a: '1' }, { b: 'link to a' }),
      digest({ a: '1' }, { b: 'link to c' }),
      digest({}, { a: '1' }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(digest({ b: '1', a: '1' })).toBe(digest({ a: '1', b: '1' }));
  });
});

describe('a folder', () => {
  let folder: string;
  const write = (name: string, content = name) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ameide-source-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is read without its history and what was installed', async () => {
    write('b.txt');
    write('a/.hidden');
    write('.git/config');
    write('node_modules/x/index.js');
    write('tools/node_modules/x/index.js');
    write('sub/.git', 'gitdir: elsewhere');
    const tree = await readDirectory(folder);
    expect([...tree.files.keys()]).toEqual(['a/.hidden', 'b.txt']);
    expect(tree.irregular.size).toBe(0);
  });

  it('is read without following or opening anything but files', async () => {
    write('file');
    symlinkSync('/etc/passwd', path.join(folder, 'link'));
    symlinkSync('..', path.join(folder, 'loop'));
    symlinkSync('a\u001b[31m', path.join(folder, 'coloured'));
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    const tree = await readDirectory(folder);
    expect([...tree.files.keys()]).toEqual(['file']);
    expect(Object.fromEntries(tree.irregular)).toEqual({
      coloured: 'link to a\\u001b[31m',
      link: 'link to /etc/passwd',
      loop: 'link to ..',
      pipe: 'named pipe',
    });
  });

  it('may have names that cannot be repeated, which are told', async () => {
    const odd = Buffer.concat([
      Buffer.from(`${folder}/`),
      Buffer.from([0x61, 0xff]),
    ]);
    writeFileSync(odd, 'hidden');
    write('two\nlines');
    mkdirSync(path.join(folder, 'fol\\der'));
    write('fol\\der/file');
    const tree = await readDirectory(folder);
    expect(tree.files.size).toBe(0);
    expect(Object.fromEntries(tree.irregular)).toEqual({
      'a%ff': 'a name that is not valid Unicode',
      'fol%5cder': 'a name that contains a backslash',
      'two%0alines': 'a name that contains control characters',
    });
  });

  it('is not read further than the limits', async () => {
    write('a', 'x'.repeat(100));
    write('b', 'x'.repeat(100));
    await expect(
      readDirectory(folder, { limits: { files: 1, bytes: 1000 } }),
    ).rejects.toMatchObject({ code: 'TOO_MANY_FILES' });
    await expect(
      readDirectory(folder, { limits: { files: 10, bytes: 150 } }),
    ).rejects.toMatchObject({ code: 'TOO_MANY_BYTES' });
    write(`${'d/'.repeat(110)}deep`);
    const tree = await readDirectory(folder);
    expect([...tree.irregular.values()]).toEqual(['folder below 100 others']);
  });

  it('must be there and be one', async () => {
    await expect(readDirectory(path.join(folder, 'no'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    write('file');
    await expect(
      readDirectory(path.join(folder, 'file')),
    ).rejects.toMatchObject({ code: 'NOT_A_DIRECTORY' });
  });
});
