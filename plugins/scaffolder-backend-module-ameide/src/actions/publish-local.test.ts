import fs from 'node:fs';
import path from 'node:path';
import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { InputError } from '@backstage/errors';
import yaml from 'yaml';
import { Registration } from '../publication/registration';
import { LocalRepositories } from '../repositories/local-repositories';
import {
  componentOf,
  registeringCatalog,
} from '../testing/registering-catalog';
import { localReader } from '../testing/local-reader';
import { satisfiedVerifier } from '../testing/satisfied-verifier';
import { createPublishLocalAction } from './publish-local';
import { publishLocalExamples } from './publish-local.examples';

const component = componentOf('orders');

describe('ameide:git:publish-local', () => {
  const directory = createMockDirectory();
  const folder = () => path.join(directory.path, 'repositories');

  function setUp(entities: object[] = [component]) {
    const catalog = registeringCatalog(component, entities);
    const { locations } = catalog;
    const verifier = satisfiedVerifier();
    const action = createPublishLocalAction({
      verifier,
      repositories: new LocalRepositories(folder()),
      registration: new Registration({
        catalog,
        auth: mockServices.auth({ pluginId: 'scaffolder' }),
      }),
    });
    const context = (
      input: Parameters<typeof action.handler>[0]['input'],
      changes: Partial<Parameters<typeof action.handler>[0]> = {},
    ) =>
      ({
        ...createMockActionContext({
          input,
          workspacePath: directory.resolve('workspace'),
        }),
        ...changes,
      } as unknown as Parameters<typeof action.handler>[0]);
    return { catalog, locations, action, context, verifier };
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
    await action.handler(context({ name: 'orders' }, { isDryRun: true }));
    expect(catalog.addLocation).not.toHaveBeenCalled();
    expect(fs.existsSync(folder())).toBe(false);
  });

  it.each([
    ['in a run', false],
    ['in a dry run', true],
  ])(
    'makes nothing %s when the controls do not hold',
    async (_how, isDryRun) => {
      const { action, catalog, context, verifier } = setUp();
      verifier.verify.mockRejectedValue(new InputError('TEN-01 fails'));
      await expect(
        action.handler(context({ name: 'orders' }, { isDryRun })),
      ).rejects.toThrow('TEN-01 fails');
      expect(fs.existsSync(folder())).toBe(false);
      expect(catalog.addLocation).not.toHaveBeenCalled();
    },
  );

  it('publishes what it has verified, whatever becomes of the workspace meanwhile', async () => {
    const { action, context, verifier } = setUp();
    const verify = verifier.verify.getMockImplementation();
    verifier.verify.mockImplementation(async (files, signal) => {
      fs.writeFileSync(directory.resolve('workspace/README.md'), 'other');
      fs.writeFileSync(directory.resolve('workspace/new.sql'), 'DROP');
      return verify!(files, signal);
    });
    await action.handler(context({ name: 'orders', sourcePath: '.' }));
    const [verified = []] = verifier.verify.mock.calls[0] ?? [];
    const reader = localReader(new LocalRepositories(folder()));
    const tree = await reader.readTree(
      'https://git.ameide.local/orders/tree/main/',
    );
    const published = await Promise.all(
      (
        await tree.files()
      ).map(async ({ path: name, content }) => [
        name,
        (await content()).toString(),
      ]),
    );
    expect(Object.fromEntries(published)).toEqual(
      Object.fromEntries(
        verified.map(({ path: name, content }) => [
          name,
          Buffer.from(content).toString(),
        ]),
      ),
    );
  });

  it('says in a dry run that the name is taken', async () => {
    const { action, context } = setUp();
    await action.handler(context({ name: 'orders' }));
    await expect(
      action.handler(
        context({ name: 'orders' }, { isDryRun: true, task: { id: 'other' } }),
      ),
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
    catalog.getEntityByRef.mockResolvedValue({
      ...component,
      metadata: {
        ...component.metadata,
        annotations: { 'backstage.io/managed-by-location': 'url:elsewhere' },
      },
    });
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

  it.each([
    ['another task', { task: { id: 'another' } }],
    ['another step', { step: { id: 'second', name: 'Second' } }],
  ])('touches nothing of a repository of %s', async (_name, other) => {
    const { action, context, locations } = setUp();
    const ctx = context({ name: 'orders' });
    await action.handler(ctx);
    await expect(
      action.handler(context({ name: 'orders' }, other)),
    ).rejects.toThrow('The name orders is taken');
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
    expect(locations.size).toBe(1);
  });

  it('touches nothing of its own repository when the files are others', async () => {
    const { action, context, locations } = setUp();
    await action.handler(context({ name: 'orders' }));
    fs.writeFileSync(directory.resolve('workspace/README.md'), '# Other');
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'The name orders is taken',
    );
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
    expect(locations.size).toBe(1);
  });

  it('finds its own work when it runs again, and makes nothing twice', async () => {
    const { action, catalog, context, locations } = setUp();
    const first = context({ name: 'orders' });
    await action.handler(first);
    const again = context({ name: 'orders' });
    await action.handler(again);
    expect(jest.mocked(again.output).mock.calls).toEqual(
      jest.mocked(first.output).mock.calls,
    );
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
    expect(locations.size).toBe(1);
    expect(catalog.removeLocationById).not.toHaveBeenCalled();
  });

  it('leaves nothing when it is cancelled while it waits for the component', async () => {
    const { action, catalog, context, locations } = setUp();
    const controller = new AbortController();
    let registered = 0;
    catalog.getEntityByRef.mockImplementation(async () => {
      if (locations.size > 0) {
        registered = locations.size;
        controller.abort();
      }
      return undefined;
    });
    await expect(
      action.handler(
        context({ name: 'orders' }, { signal: controller.signal }),
      ),
    ).rejects.toThrow('aborted');
    expect(registered).toBe(1);
    expect(locations.size).toBe(0);
    expect(fs.readdirSync(folder())).toEqual([]);
  });

  it('leaves both when it fails and the catalog does not take its part back', async () => {
    const { action, catalog, context, locations } = setUp();
    const controller = new AbortController();
    catalog.removeLocationById.mockRejectedValue(new Error('away'));
    catalog.getEntityByRef.mockImplementation(async () => {
      if (locations.size > 0) controller.abort();
      return undefined;
    });
    await expect(
      action.handler(
        context({ name: 'orders' }, { signal: controller.signal }),
      ),
    ).rejects.toThrow('aborted');
    expect(locations.size).toBe(1);
    expect(fs.readdirSync(folder())).toEqual(['orders.git']);
    expect(await new LocalRepositories(folder()).unfinished()).toMatchObject([
      { name: 'orders', task: 'mock-task-id' },
    ]);
  });

  it('makes nothing when the address is registered already', async () => {
    const { action, context, locations } = setUp();
    locations.set(
      'https://git.ameide.local/orders/blob/main/catalog-info.yaml',
      { id: 'squatter' },
    );
    await expect(action.handler(context({ name: 'orders' }))).rejects.toThrow(
      'is registered already',
    );
    expect(fs.existsSync(folder())).toBe(false);
    expect(locations.size).toBe(1);
  });

  it('says what to do when the folder may not be written, without a stack', async () => {
    const { action, context } = setUp();
    const mkdir = jest
      .spyOn(fs.promises, 'mkdir')
      .mockRejectedValue(
        Object.assign(new Error('read-only file system'), { code: 'EROFS' }),
      );
    try {
      const message = `The portal may not write to ${folder()} (ameide.repositories.directory). Nothing of this run was kept. Make the folder writable for the portal's user and start it again.`;
      await expect(
        action.handler(context({ name: 'orders' })),
      ).rejects.toMatchObject({
        message,
        stack: `ServiceUnavailableError: ${message}`,
      });
    } finally {
      mkdir.mockRestore();
    }
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
