import fs from 'node:fs';
import path from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import yaml from 'yaml';
import { LocalRepositories } from '../repositories/local-repositories';
import { createPublishLocalAction } from './publish-local';
import { publishLocalExamples } from './publish-local.examples';

const component = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders' },
  spec: { type: 'service', lifecycle: 'experimental', owner: 'platform' },
};

describe('ameide:git:publish-local', () => {
  const directory = createMockDirectory();
  const folder = () => path.join(directory.path, 'repositories');

  function setUp(entities: object[] = [component]) {
    const catalog = catalogServiceMock.mock();
    catalog.addLocation.mockImplementation(async ({ target, dryRun }) => ({
      location: {
        id: 'one',
        type: 'url',
        target,
        entityRef: 'location:default/one',
      },
      entities: dryRun ? (entities as never) : [],
      ...(dryRun ? { exists: false } : {}),
    }));
    // The component appears once its location is there for good.
    catalog.getEntityByRef.mockImplementation(async () =>
      catalog.addLocation.mock.calls.some(([request]) => !request.dryRun)
        ? component
        : undefined,
    );
    const action = createPublishLocalAction({
      repositories: new LocalRepositories(folder()),
      catalog,
    });
    const context = (
      input: Parameters<typeof action.handler>[0]['input'],
      isDryRun = false,
    ) =>
      ({
        ...createMockActionContext({
          input,
          workspacePath: directory.resolve('workspace'),
        }),
        isDryRun,
      } as unknown as Parameters<typeof action.handler>[0]);
    return { catalog, action, context };
  }

  beforeEach(() => {
    const tree = { 'catalog-info.yaml': 'kind: Component', 'README.md': '#' };
    directory.setContent({
      workspace: { ...tree, 'order-intake': tree, empty: { 'README.md': '#' } },
      'outside.txt': 'secret',
    });
  });

  it.each(publishLocalExamples.map(one => [one.description, one.example]))(
    'runs the example: %s',
    async (_description, example) => {
      const { action, context } = setUp();
      const input = yaml.parse(example).steps[0].input;
      const ctx = context(input);
      await action.handler(ctx);
      const base = `https://git.ameide.local/${input.name}`;
      expect(ctx.output).toHaveBeenCalledWith('remoteUrl', base);
      expect(ctx.output).toHaveBeenCalledWith(
        'repoContentsUrl',
        `${base}/tree/main/`,
      );
      expect(ctx.output).toHaveBeenCalledWith(
        'commitHash',
        expect.stringMatching(/^[0-9a-f]{40}$/),
      );
      expect(ctx.output).toHaveBeenCalledWith(
        'entityRef',
        'component:default/orders',
      );
      expect(fs.readdirSync(folder())).toEqual([`${input.name}.git`]);
    },
  );

  it('does nothing in a dry run', async () => {
    const { action, catalog, context } = setUp();
    await action.handler(context({ name: 'orders' }, true));
    expect(catalog.addLocation).not.toHaveBeenCalled();
    expect(fs.existsSync(folder())).toBe(false);
  });

  it('says in a dry run that the name is taken', async () => {
    const { action, context } = setUp();
    await action.handler(context({ name: 'orders' }));
    await expect(
      action.handler(context({ name: 'orders' }, true)),
    ).rejects.toThrow('The name orders is taken');
  });

  it.each([
    ['the trial', 1],
    ['the registration', 2],
  ])('leaves no repository when %s fails', async (_name, call) => {
    const { action, catalog, context } = setUp();
    const register = catalog.addLocation.getMockImplementation();
    let calls = 0;
    catalog.addLocation.mockImplementation(async (...args) => {
      calls += 1;
      if (calls === call) throw new Error('the catalog is away');
      return register!(...args);
    });
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'the catalog is away',
    );
    expect(fs.readdirSync(folder())).toEqual([]);
  });

  it('leaves no repository when the catalog has the component already', async () => {
    const { action, catalog, context } = setUp();
    catalog.getEntityByRef.mockResolvedValue(component);
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'The catalog has component:default/orders already',
    );
    expect(fs.readdirSync(folder())).toEqual([]);
    expect(
      catalog.addLocation.mock.calls.filter(([request]) => !request.dryRun),
    ).toEqual([]);
  });

  it('leaves no repository when there is no component in it', async () => {
    const { action, context } = setUp([{ ...component, kind: 'API' }]);
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'describes no component',
    );
    expect(fs.readdirSync(folder())).toEqual([]);
  });

  it('touches nothing of a repository that has the name', async () => {
    const { action, context } = setUp();
    await action.handler(context({ name: 'orders' }));
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'The name orders is taken',
    );
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
  });

  it.each([
    [{ name: '../orders' }, 'cannot be the name of a repository'],
    [
      { name: 'orders', sourcePath: 'empty' },
      'empty/catalog-info.yaml is missing',
    ],
    [
      { name: 'orders', sourcePath: '..' },
      'not allowed to refer to a directory outside',
    ],
  ])('refuses %j', async (input, message) => {
    const { action, context } = setUp();
    await expect(action.handler(context(input))).rejects.toThrow(
      new RegExp(message, 'i'),
    );
    expect(fs.existsSync(folder())).toBe(false);
  });

  it('follows no link out of the workspace', async () => {
    const { action, context } = setUp();
    fs.symlinkSync(
      directory.resolve('outside.txt'),
      directory.resolve('workspace/link.txt'),
    );
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'link.txt is neither a file nor a folder',
    );
    expect(fs.existsSync(folder())).toBe(false);
  });
});
