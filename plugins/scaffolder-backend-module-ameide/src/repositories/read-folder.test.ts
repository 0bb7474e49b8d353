import fs from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { readFolder } from './read-folder';

describe('readFolder', () => {
  const directory = createMockDirectory();

  it('reads files with their mode, sorted, folders flattened', async () => {
    directory.setContent({ 'b.txt': 'b', a: { 'run.sh': '#!/bin/sh' } });
    fs.chmodSync(directory.resolve('a/run.sh'), 0o755);
    const files = await readFolder(directory.path);
    expect(
      files.map(file => [file.path, file.content.toString(), file.executable]),
    ).toEqual([
      ['a/run.sh', '#!/bin/sh', true],
      ['b.txt', 'b', false],
    ]);
  });

  it.each([
    ['a link to a file', 'secret.txt'],
    ['a link to a folder', '.'],
    ['a link to nowhere', 'missing'],
  ])('refuses %s', async (_name, target) => {
    directory.setContent({ 'secret.txt': 'secret', tree: { 'a.txt': 'a' } });
    fs.symlinkSync(directory.resolve(target), directory.resolve('tree/link'));
    await expect(readFolder(directory.resolve('tree'))).rejects.toThrow(
      'link is neither a file nor a folder',
    );
  });

  it.each(['.git', '.GIT'])('refuses a folder with %s', async name => {
    directory.setContent({ sub: { [name]: { config: '[core]' } } });
    await expect(readFolder(directory.path)).rejects.toThrow(
      `sub/${name} cannot be published`,
    );
  });
});
