import fs from 'node:fs';
import path from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import git from 'isomorphic-git';
import { LocalRepositories } from './local-repositories';
import type { Publication } from './write-repository';

const author = { name: 'Ada', email: 'ada@example.com' };

function publication(changes: Partial<Publication> = {}): Publication {
  return {
    name: 'orders',
    message: 'Generate orders',
    author,
    maker: { task: 'task-1', step: 'publish' },
    files: [
      file('README.md', '# Orders\n'),
      file('src/main.ts', 'export {};\n'),
      { ...file('bin/run', '#!/bin/sh\n'), executable: true },
    ],
    ...changes,
  };
}

function file(name: string, text: string) {
  return { path: name, content: Buffer.from(text), executable: false };
}

describe('LocalRepositories', () => {
  const directory = createMockDirectory();
  const folder = () => path.join(directory.path, 'repositories');
  const repositories = () => new LocalRepositories(folder());

  beforeEach(() => directory.clear());

  it('makes a bare repository with one commit on main', async () => {
    const commit = await repositories().publish(publication());

    const gitdir = path.join(folder(), 'orders.git');
    const [entry, ...earlier] = await git.log({ fs, gitdir, ref: 'main' });
    expect(earlier).toEqual([]);
    expect(entry?.oid).toBe(commit);
    expect(entry?.commit.message).toBe('Generate orders\n');
    expect(entry?.commit.author).toMatchObject(author);
    expect(await git.getConfig({ fs, gitdir, path: 'core.bare' })).toBe(true);
    const { tree } = await git.readTree({
      fs,
      gitdir,
      oid: commit,
      filepath: 'bin',
    });
    expect(tree[0]?.mode).toBe('100755');
  });

  it('gives back what was published, and nothing else', async () => {
    const local = repositories();
    const commit = await local.publish(publication());
    expect(await local.head('orders')).toBe(commit);
    const listed = await local.list('orders', commit, '');
    expect(listed.map(({ path: name }) => name)).toEqual([
      'README.md',
      'bin/run',
      'src/main.ts',
    ]);
    expect((await local.read('orders', commit, 'src/main.ts')).toString()).toBe(
      'export {};\n',
    );
    const notFound = expect.objectContaining({ name: 'NotFoundError' });
    await expect(local.read('orders', commit, 'src')).rejects.toEqual(notFound);
    await expect(local.read('orders', commit, 'no')).rejects.toEqual(notFound);
    await expect(local.list('orders', commit, 'no')).rejects.toEqual(notFound);
    await expect(local.head('bills')).rejects.toEqual(notFound);
  });

  it('refuses a taken name and leaves what was there', async () => {
    const local = repositories();
    const commit = await local.publish(publication());
    for (const maker of [
      { task: 'task-2', step: 'publish' },
      { task: 'task-1', step: 'publish again' },
    ]) {
      await expect(local.publish(publication({ maker }))).rejects.toThrow(
        'The name orders is taken',
      );
    }
    expect(await local.head('orders')).toBe(commit);
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
  });

  it('lets exactly one of several at once have the name', async () => {
    const local = repositories();
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map(number =>
        local.publish(
          publication({ maker: { task: `task-${number}`, step: 'publish' } }),
        ),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      1,
    );
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
  });

  it('gives what is there to the step that made it of the same files', async () => {
    const local = repositories();
    const commit = await local.publish(publication());
    expect(await local.publish(publication())).toBe(commit);
    local.finish('orders');
    expect(await local.publish(publication())).toBe(commit);
    await expect(
      local.publish(publication({ files: [file('README.md', '# Bills\n')] })),
    ).rejects.toThrow('The name orders is taken');
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
  });

  it('takes no mark from the content of a repository', async () => {
    const local = repositories();
    const gitdir = path.join(folder(), 'orders.git');
    const maker = { task: 'task-2', step: 'publish' };
    await local.publish(publication());
    const mark = 'ameide-publication.unfinished.json';
    const forged = fs
      .readFileSync(path.join(gitdir, mark), 'utf8')
      .replace('task-1', maker.task);
    await local.remove('orders');
    await local.publish(publication({ files: [file(mark, forged)] }));
    expect(local.isMadeBy('orders', maker)).toBe(false);
    // What cannot be read as a mark belongs to nobody.
    fs.writeFileSync(path.join(gitdir, mark), forged.slice(1));
    expect(local.isMadeBy('orders', maker)).toBe(false);
    await expect(local.publish(publication({ maker }))).rejects.toThrow(
      'The name orders is taken',
    );
  });

  it('knows which repositories are unfinished', async () => {
    const local = repositories();
    expect(await local.unfinished()).toEqual([]);
    await local.publish(publication());
    await local.publish(publication({ name: 'bills' }));
    local.finish('bills');
    local.finish('bills');
    expect(await local.unfinished()).toMatchObject([
      { name: 'orders', task: 'task-1', step: 'publish', isFinished: false },
    ]);
  });

  it.each([
    '.git/config',
    'a/.GIT/hooks/x',
    '../x',
    'a//b',
    '/x',
    'a\\b',
    './x',
  ])('refuses the path %s and leaves nothing', async name => {
    await expect(
      repositories().publish(publication({ files: [file(name, 'x')] })),
    ).rejects.toThrow('cannot be committed');
    expect(fs.readdirSync(folder())).toEqual([]);
  });

  it.each(['../orders', 'Orders', 'a--b', '-a', 'a/b', '', 'a'.repeat(64)])(
    'refuses the name %p',
    async name => {
      await expect(
        repositories().publish(publication({ name })),
      ).rejects.toThrow('cannot be the name of a repository');
      expect(fs.existsSync(folder())).toBe(false);
    },
  );

  it('removes a repository, and does not mind when there is none', async () => {
    const local = repositories();
    await local.publish(publication());
    await local.remove('orders');
    await local.remove('orders');
    expect(local.exists('orders')).toBe(false);
  });
});
