import fs from 'node:fs';
import path from 'node:path';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { scaffolderServiceMock } from '@backstage/plugin-scaffolder-node/testUtils';
import { LocalRepositories } from '../repositories/local-repositories';
import { UnfinishedPublications } from './unfinished-publications';

describe('UnfinishedPublications', () => {
  const directory = createMockDirectory();
  const folder = () => path.join(directory.path, 'repositories');

  /** A folder with an unfinished repository for each task, and a finished one. */
  async function setUp(statuses: Record<string, string>) {
    const repositories = new LocalRepositories(folder());
    const publish = (name: string, task: string) =>
      repositories.publish({
        name,
        files: [{ path: 'a', content: Buffer.from(name), executable: false }],
        message: 'Begin',
        author: { name: 'Ada', email: 'ada@example.com' },
        maker: { task, step: 'publish' },
      });
    for (const task of Object.keys(statuses)) await publish(task, task);
    await publish('done', 'failed');
    repositories.finish('done');
    const removed: string[] = [];
    const registration = {
      remove: jest.fn(async (name: string) => {
        // The entry of the catalog goes while the repository is still there.
        expect(repositories.exists(name)).toBe(true);
        removed.push(name);
      }),
    };
    const tasks = scaffolderServiceMock.mock({
      getTask: async ({ taskId }) => {
        const status = statuses[taskId];
        if (!status) throw new NotFoundError(taskId);
        return { id: taskId, status } as never;
      },
    });
    const logger = mockServices.logger.mock();
    const unfinished = new UnfinishedPublications({
      repositories,
      registration: registration as never,
      tasks,
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
      logger,
    });
    return { unfinished, registration, removed, logger };
  }

  beforeEach(() => directory.clear());

  it('undoes at the start what tasks that ended badly left', async () => {
    const { unfinished, removed, logger } = await setUp({
      running: 'processing',
      waiting: 'open',
      failed: 'failed',
      cancelled: 'cancelled',
      unknown: '',
    });
    await unfinished.settle();
    expect(removed.sort()).toEqual(['cancelled', 'failed']);
    expect(fs.readdirSync(folder()).sort()).toEqual([
      'done.git',
      'running.git',
      'unknown.git',
      'waiting.git',
    ]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('its task unknown is unknown here'),
    );
  });

  it('undoes what one task left, and nothing of others', async () => {
    const { unfinished, removed } = await setUp({
      failed: 'failed',
      other: 'failed',
    });
    await unfinished.undoOf('failed');
    expect(removed).toEqual(['failed']);
    expect(fs.readdirSync(folder()).sort()).toEqual(['done.git', 'other.git']);
  });

  it('leaves both where the catalog does not answer, and goes on with others', async () => {
    const { unfinished, registration, logger } = await setUp({
      away: 'failed',
      failed: 'failed',
    });
    registration.remove.mockImplementation(async name => {
      if (name === 'away') throw new Error('the catalog is away');
    });
    await unfinished.settle();
    expect(fs.readdirSync(folder()).sort()).toEqual(['away.git', 'done.git']);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('the catalog is away'),
    );
  });

  it('does nothing where nothing was ever published', async () => {
    const { unfinished } = await setUp({});
    fs.rmSync(folder(), { recursive: true });
    await unfinished.settle();
    expect(fs.existsSync(folder())).toBe(false);
  });
});
