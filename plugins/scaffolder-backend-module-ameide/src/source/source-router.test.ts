import path from 'node:path';
import express from 'express';
import request from 'supertest';
import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { LocalRepositories } from '../repositories/local-repositories';
import { createSourceRouter } from './source-router';

describe('createSourceRouter', () => {
  const directory = createMockDirectory();
  const repositories = new LocalRepositories(
    path.join(directory.path, 'repositories'),
  );
  const catalog = catalogServiceMock.mock();
  const app = express();
  app.use(
    createSourceRouter({
      repositories,
      catalog,
      httpAuth: mockServices.httpAuth({
        defaultCredentials: mockCredentials.none(),
      }),
    }),
  );
  app.use(
    MiddlewareFactory.create({
      config: mockServices.rootConfig(),
      logger: mockServices.logger.mock(),
    }).error(),
  );
  const get = (url: string) =>
    request(app).get(url).set('authorization', mockCredentials.user.header());

  beforeAll(async () => {
    await repositories.publish({
      name: 'orders',
      message: 'Generate orders',
      author: { name: 'Ada', email: 'ada@example.com' },
      maker: { task: 'task-1', step: 'publish' },
      files: [
        ['page.html', Buffer.from('<script>alert(1)</script>')],
        ['src/binary', Buffer.from([0, 1, 2])],
        ['src/large.txt', Buffer.alloc(1024 * 1024 + 1, 'a')],
      ].map(([name, content]) => ({
        path: name as string,
        content: content as Buffer,
        executable: false,
      })),
    });
  });

  beforeEach(() => {
    catalog.getEntityByRef.mockResolvedValue({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'orders' },
    });
  });

  it('lists the files of a repository', async () => {
    const response = await get('/orders/files');
    expect(response.status).toBe(200);
    expect(response.body).toEqual({
      name: 'orders',
      commit: await repositories.head('orders'),
      files: ['page.html', 'src/binary', 'src/large.txt'],
    });
  });

  it('gives a file as JSON, whatever is in it', async () => {
    const response = await get('/orders/file?path=page.html');
    expect(response.status).toBe(200);
    expect(response.type).toBe('application/json');
    expect(response.body.text).toBe('<script>alert(1)</script>');
  });

  it.each(['src/binary', 'src/large.txt'])('names %s only', async name => {
    const response = await get(`/orders/file?path=${name}`);
    expect(response.status).toBe(200);
    expect(response.body.text).toBeNull();
    expect(response.body.size).toBeGreaterThan(0);
  });

  it.each([
    ['/orders/file', 400],
    ['/orders/file?path=a&path=b', 400],
    ['/orders/file?path=nothing', 404],
    ['/orders/file?path=../../bills.git/config', 404],
    ['/orders/file?path=src', 404],
    ['/bills/files', 404],
    ['/..%2forders/files', 400],
  ])('answers %s with %d', async (url, status) => {
    expect((await get(url)).status).toBe(status);
  });

  it('does not exist for somebody who may not see the component', async () => {
    catalog.getEntityByRef.mockResolvedValue(undefined);
    expect((await get('/orders/files')).status).toBe(404);
    expect((await get('/orders/file?path=page.html')).status).toBe(404);
    expect(catalog.getEntityByRef).toHaveBeenLastCalledWith(
      { kind: 'component', namespace: 'default', name: 'orders' },
      {
        credentials: expect.objectContaining({
          principal: expect.objectContaining({ type: 'user' }),
        }),
      },
    );
  });

  it('answers nobody without a name', async () => {
    expect((await request(app).get('/orders/files')).status).toBe(401);
  });
});
