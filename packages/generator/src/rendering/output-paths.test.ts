import { assertSafePath, outputPaths } from './output-paths';

const values = {
  service: 'orders',
  protoDir: 'ameide/orders/v1',
  protoFile: 'orders.proto',
  aggregates: ['order', 'order-line'],
};

describe('outputPaths', () => {
  it('replaces segments and repeats files for each aggregate', () => {
    expect(outputPaths('proto/[protoDir]/[protoFile].hbs', values)).toEqual([
      { path: 'proto/ameide/orders/v1/orders.proto', aggregate: undefined },
    ]);
    expect(outputPaths('src/[aggregate]/store.ts.hbs', values)).toEqual([
      { path: 'src/order/store.ts', aggregate: 0 },
      { path: 'src/order-line/store.ts', aggregate: 1 },
    ]);
    expect(outputPaths('deploy/[service].yaml', values)).toEqual([
      { path: 'deploy/orders.yaml', aggregate: undefined },
    ]);
  });

  it('refuses a segment that it does not know', () => {
    expect(() => outputPaths('src/[tenant].ts', values)).toThrow(
      'src/[tenant].ts: nothing is known as [tenant]',
    );
  });
});

describe('assertSafePath', () => {
  it.each([
    'a',
    '.npmrc',
    '.github/workflows/ci.yml',
    'a/b.c/d',
    'test/orders (1).txt'.replace(' ', '-'),
  ])('lets %s through', path => {
    expect(() => assertSafePath(path)).not.toThrow();
  });

  it.each([
    '',
    '/etc/passwd',
    '../a',
    'a/../b',
    './a',
    'a//b',
    'a/',
    'C:/a',
    'a\\b',
    'a\0b',
    '.git',
    '.git/config',
    'a/.GIT/hooks/x',
    'git~1/config',
    '.git./config',
    'a./b',
    'a\nb',
    'con',
    'aux.txt',
    'a b',
    '..\u200b',
    'x'.repeat(241),
  ])('refuses %j', path => {
    expect(() => assertSafePath(path)).toThrow(
      'is not a path that may be written',
    );
  });
});
