import path from 'node:path';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import { localReader } from '../testing/local-reader';
import { LocalRepositories } from './local-repositories';

const base = 'https://git.ameide.local/orders';

describe('LocalUrlReader', () => {
  const directory = createMockDirectory();
  const repositories = new LocalRepositories(
    path.join(directory.path, 'repositories'),
  );
  const reader = localReader(repositories);
  let commit = '';

  beforeAll(async () => {
    const texts = {
      'catalog-info.yaml': 'kind: Component',
      'proto/orders.proto': 'syntax = "proto3";',
      'src/main.ts': 'export {};',
      'src/.hidden.ts': '',
    };
    commit = await repositories.publish({
      name: 'orders',
      message: 'Generate orders',
      author: { name: 'Ada', email: 'ada@example.com' },
      maker: { task: 'task-1', step: 'publish' },
      files: Object.entries(texts).map(([name, text]) => ({
        path: name,
        content: Buffer.from(text),
        executable: false,
      })),
    });
  });

  it('reads a file; the etag is the commit', async () => {
    const response = await reader.readUrl(`${base}/blob/main/src/main.ts`);
    expect((await response.buffer()).toString()).toBe('export {};');
    expect(response.etag).toBe(commit);
    await expect(
      reader.readUrl(`${base}/blob/main/src/main.ts`, { etag: commit }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('reads a tree, or a part of it', async () => {
    const whole = await reader.readTree(`${base}/tree/main/`);
    const files = await whole.files();
    expect(files.map(file => file.path).sort()).toEqual([
      'catalog-info.yaml',
      'proto/orders.proto',
      'src/.hidden.ts',
      'src/main.ts',
    ]);
    const part = await reader.readTree(`${base}/tree/main/src`, {
      filter: name => name === 'main.ts',
    });
    const [only, ...others] = await part.files();
    expect(only?.path).toBe('main.ts');
    expect(others).toEqual([]);
    await expect(
      reader.readTree(`${base}/tree/main/`, { etag: commit }),
    ).rejects.toMatchObject({ name: 'NotModifiedError' });
  });

  it('finds files by pattern', async () => {
    const { files, etag } = await reader.search(`${base}/blob/main/**/*.proto`);
    expect(files.map(file => file.url)).toEqual([
      `${base}/blob/main/proto/orders.proto`,
    ]);
    expect(etag).toBe(commit);
  });

  it.each([
    ['an unknown repository', 'https://git.ameide.local/bills/blob/main/a'],
    ['an unknown file', `${base}/blob/main/nothing`],
  ])('knows no %s', async (_name, url) => {
    await expect(reader.readUrl(url)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('is not asked for other hosts', async () => {
    await expect(
      reader.readUrl('https://git.ameide.local.example.com/orders'),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
  });

  it('fits the relative addresses of a catalog-info.yaml', async () => {
    const url = ScmIntegrations.fromConfig(
      mockServices.rootConfig(),
    ).resolveUrl({
      url: './proto/orders.proto',
      base: `${base}/blob/main/catalog-info.yaml`,
    });
    const content = await (await reader.readUrl(url)).buffer();
    expect(content.toString()).toContain('proto3');
  });
});
