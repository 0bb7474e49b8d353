import { fileTree } from './file-tree';

describe('the tree of files', () => {
  it('has folders first, each with its number of files', () => {
    expect(
      fileTree(['b.ts', 'src/a.ts', 'a.ts', 'src/deep/x.ts', '.npmrc']),
    ).toEqual([
      {
        name: 'src',
        path: 'src',
        files: 2,
        children: [
          {
            name: 'deep',
            path: 'src/deep',
            files: 1,
            children: [{ name: 'x.ts', path: 'src/deep/x.ts', files: 1 }],
          },
          { name: 'a.ts', path: 'src/a.ts', files: 1 },
        ],
      },
      { name: '.npmrc', path: '.npmrc', files: 1 },
      { name: 'a.ts', path: 'a.ts', files: 1 },
      { name: 'b.ts', path: 'b.ts', files: 1 },
    ]);
  });

  it('of nothing is empty', () => {
    expect(fileTree([])).toEqual([]);
  });
});
