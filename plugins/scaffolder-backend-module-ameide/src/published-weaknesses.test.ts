/*
 * The classes of weaknesses that were published for scaffolder actions, each
 * tried on ours, and on the installed Backstage where that is what protects.
 */
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
} from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import git from 'isomorphic-git';
import { createGenerateControllerAction } from './actions/generate-controller';
import { createPublishLocalAction } from './actions/publish-local';
import { Registration } from './publication/registration';
import { LocalRepositories } from './repositories/local-repositories';
import { observedCall } from './testing/action-context';
import { describedNotes } from './testing/described-notes';
import {
  EVIL_CONFIG,
  filesBeside,
  LINKS,
  PATHS,
  REPOSITORIES,
  SPECIAL_FILES,
} from './testing/hostile-workspace';
import { localReader } from './testing/local-reader';
import { registeringCatalog } from './testing/registering-catalog';
import { satisfiedVerifier } from './testing/satisfied-verifier';
import {
  releasesDirectory,
  startScaffolder,
} from './testing/scaffolder-backend';

// Backstage's own backend is started here, and the machine may be busy.
jest.setTimeout(120_000);

const SECRET = 'a_secret-that/nobody=may+see';
const directory = createMockDirectory();
const workspace = (...below: string[]) =>
  directory.resolve(path.join('workspace', ...below));
const repositoriesFolder = () => directory.resolve('repositories');

type Call = Omit<
  Parameters<typeof observedCall>[0],
  'action' | 'workspacePath'
>;

function generate(call: Call) {
  const action = createGenerateControllerAction({ releasesDirectory });
  return observedCall({ ...call, action, workspacePath: workspace() });
}

function publish(call: Call, catalog = registeringCatalog()) {
  const action = createPublishLocalAction({
    verifier: satisfiedVerifier(),
    registration: new Registration({
      catalog,
      auth: mockServices.auth({ pluginId: 'scaffolder' }),
    }),
    repositories: new LocalRepositories(repositoriesFolder()),
  });
  return observedCall({ ...call, action, workspacePath: workspace() });
}

const generation = (targetPath?: string) => ({
  template: 'domain-controller',
  values: describedNotes(),
  ...(targetPath === undefined ? {} : { targetPath }),
});

const outside = () => filesBeside(directory.path, workspace());

beforeEach(() =>
  directory.setContent({
    workspace: { 'catalog-info.yaml': 'kind: Component', inside: {} },
    outside: { 'catalog-info.yaml': 'kind: Secret', 'key.pem': SECRET },
  }),
);

let running: Awaited<ReturnType<typeof startScaffolder>> | undefined;
afterEach(async () => {
  jest.restoreAllMocks();
  await running?.stop();
  running = undefined;
});

async function started(isAllowed?: (permission: string) => boolean) {
  running = await startScaffolder({
    repositories: repositoriesFolder(),
    workspaces: workspace(),
    secrets: { token: SECRET },
    ...(isAllowed ? { isAllowed } : {}),
  });
  return running;
}

function emptyWorkspace() {
  fs.rmSync(workspace(), { recursive: true });
  fs.mkdirSync(workspace());
}

describe('paths and symlink chains that leave the workspace (CVE-2026-24046, CVE-2026-24047, CVE-2024-26150)', () => {
  it.each(Object.entries(LINKS))(
    'nothing is written through %s',
    async (_name, makeLink) => {
      makeLink(workspace());
      const before = outside();
      for (const target of ['way', 'way/service', 'way/../way/service'])
        await expect(
          generate({ input: generation(target) }).run(),
        ).rejects.toThrow();
      expect(outside()).toBe(before);
      expect(fs.readdirSync(workspace('inside'))).toEqual([]);
    },
  );

  it.each(PATHS)('nothing is written to %j', async target => {
    const before = outside();
    await expect(generate({ input: generation(target) }).run()).rejects.toThrow(
      /outside its parent|not a folder of the workspace/,
    );
    expect(outside()).toBe(before);
  });

  it('nothing stays outside when a folder becomes a link in the middle of the work', async () => {
    const before = outside();
    const call = generate({
      input: generation('inside/service'),
      onLog: () => {
        fs.rmSync(workspace('inside'), { recursive: true, force: true });
        fs.rmSync(workspace('inside'), { force: true });
        fs.symlinkSync('../outside', workspace('inside'));
      },
    });
    await expect(call.run()).rejects.toThrow('left the workspace');
    expect(outside()).toBe(before);
    expect(fs.readdirSync(directory.resolve('outside'))).not.toContain(
      'service',
    );
  });

  it.each(Object.entries(LINKS))(
    'nothing is published through %s',
    async (_name, makeLink) => {
      makeLink(workspace());
      for (const sourcePath of ['way', undefined]) {
        const input = { name: 'notes', ...(sourcePath && { sourcePath }) };
        await expect(publish({ input }).run()).rejects.toThrow();
      }
      expect(fs.existsSync(repositoriesFolder())).toBe(false);
    },
  );

  it.each(PATHS)('nothing is published from %j', async sourcePath => {
    const input = { name: 'notes', sourcePath };
    await expect(publish({ input }).run()).rejects.toThrow(
      /outside its parent|not a folder of the workspace/,
    );
    expect(fs.existsSync(repositoriesFolder())).toBe(false);
  });

  it.each([
    ['a file', 'note.txt', 'exchanged'],
    ['a folder', 'inside', 'exchanged'],
  ])(
    '%s that becomes a link while it is read is not followed',
    async (_what, name, message) => {
      fs.writeFileSync(workspace('note.txt'), 'x');
      const readdir = fsPromises.readdir.bind(fsPromises);
      jest.spyOn(fsPromises, 'readdir').mockImplementation((async (
        ...given: Parameters<typeof readdir>
      ) => {
        const entries = await readdir(...given);
        if (given[0] === fs.realpathSync(workspace())) {
          fs.rmSync(workspace(name), { recursive: true });
          fs.symlinkSync(
            name === 'inside' ? '../outside' : '../outside/key.pem',
            workspace(name),
          );
        }
        return entries;
      }) as typeof fsPromises.readdir);
      await expect(publish({ input: { name: 'notes' } }).run()).rejects.toThrow(
        message,
      );
      expect(fs.existsSync(repositoriesFolder())).toBe(false);
    },
  );

  it.each(Object.entries(SPECIAL_FILES))(
    '%s is not published',
    async (_what, [make, message]) => {
      make(workspace());
      const call = publish({ input: { name: 'notes' } });
      await expect(call.run()).rejects.toThrow(message);
      expect(call.seen()).not.toContain('\u001b');
      expect(fs.existsSync(repositoriesFolder())).toBe(false);
    },
  );

  it('a socket is not published', async () => {
    const server = net.createServer();
    // A path of a socket is short; the workspace of a test may not be.
    const cwd = process.cwd();
    process.chdir(workspace());
    await new Promise<void>(resolve => server.listen('socket', resolve));
    process.chdir(cwd);
    await expect(publish({ input: { name: 'notes' } }).run()).rejects.toThrow(
      'socket is neither a file nor a folder',
    );
    await new Promise(resolve => server.close(resolve));
  });

  it("Backstage's own check of paths resolves chains of links", () => {
    for (const name of [
      'a link',
      'a chain of links',
      'a link to what is not there yet',
    ]) {
      fs.rmSync(workspace('way'), { force: true });
      LINKS[name]?.(workspace());
      expect(() => resolveSafeChildPath(workspace(), 'way/x')).toThrow(
        NotAllowedError,
      );
    }
  });
});

describe('.git/config injection (CVE-2024-53983)', () => {
  it.each(Object.entries(REPOSITORIES))(
    'a workspace with %s is not published',
    async (_what, content) => {
      directory.addContent({ workspace: content });
      await expect(publish({ input: { name: 'notes' } }).run()).rejects.toThrow(
        'cannot be published',
      );
      expect(fs.existsSync(repositoriesFolder())).toBe(false);
    },
  );

  it('nothing of the input reaches the configuration of a repository', async () => {
    const configOf = (name: string) =>
      fs.readFileSync(
        path.join(repositoriesFolder(), `${name}.git/config`),
        'utf8',
      );
    await publish({ input: { name: 'plain' } }).run();
    const message = `x\n\n${EVIL_CONFIG}\0\ngpgsig evil\nparent ${'0'.repeat(
      40,
    )}`;
    await publish({ input: { name: 'hostile', message } }).run();
    expect(configOf('hostile')).toBe(configOf('plain'));
    expect(configOf('hostile')).not.toMatch(/fsmonitor|sshCommand|hooksPath/);

    const gitdir = path.join(repositoriesFolder(), 'hostile.git');
    const [{ commit } = { commit: undefined }] = await git.log({ fs, gitdir });
    expect(commit).toMatchObject({
      parent: [],
      author: { email: 'scaffolder@ameide.local' },
    });
    expect(commit?.gpgsig).toBeUndefined();
    const hooks = path.join(gitdir, 'hooks');
    expect(fs.existsSync(hooks) ? fs.readdirSync(hooks) : []).toEqual([]);

    for (const name of ['x\n[core]', 'a/../b', '.git', '--upload-pack=x'])
      await expect(publish({ input: { name } }).run()).rejects.toThrow(
        'cannot be the name of a repository',
      );
  });
});

describe('secrets in logs or dry-run answers (CVE-2026-29184, CVE-2026-32237, CVE-2026-106499)', () => {
  const secrets = { token: SECRET, backstageToken: SECRET };

  it('an answer to a dry run, and the log of the backend, have none', async () => {
    const scaffolder = await started();
    const expression = '${{ secrets.token }} {{service.id}}';
    const good = await scaffolder.dryRun({
      ...describedNotes(),
      description: expression,
    });
    expect(good.status).toBe(200);
    const bad = await scaffolder.dryRun({ service: expression });
    expect(bad.status).toBeGreaterThanOrEqual(400);
    for (const seen of [good.text, bad.text, scaffolder.logged()])
      expect(seen).not.toContain(SECRET);

    // What a person writes is never evaluated, by Backstage nor by us.
    const files = new Map<string, string>(
      good.body.directoryContents.map(
        (file: { path: string; base64Content: string }) => [
          file.path,
          Buffer.from(file.base64Content, 'base64').toString(),
        ],
      ),
    );
    const manifest = JSON.parse(files.get('package.json') ?? '');
    expect(manifest.description).toBe(expression);
    for (const content of files.values()) expect(content).not.toContain(SECRET);
  });

  it('our actions do not even look at the secrets of a task', async () => {
    const refuse = () => {
      throw new Error('somebody looked at the secrets');
    };
    const untouchable = new Proxy(secrets, { get: refuse, ownKeys: refuse });
    const published = publish({
      input: { name: 'notes' },
      secrets: untouchable,
    });
    await published.run();
    emptyWorkspace();
    const generated = generate({ input: generation(), secrets: untouchable });
    await generated.run();
    expect(published.seen()).toContain('commitHash');
    expect(generated.seen()).toContain('treeDigest');
  });

  it.each([
    ['service', { ...describedNotes(), service: SECRET }],
    ['owner', { ...describedNotes(), owner: [SECRET] }],
    ['description', { ...describedNotes(), description: [SECRET] }],
    ['aggregates', { ...describedNotes(), aggregates: SECRET }],
    ['an unknown key', { ...describedNotes(), [SECRET]: 1 }],
    ['everything', SECRET],
  ])(
    'a secret that was put into %s is not repeated',
    async (_where, values) => {
      const input = { template: 'domain-controller', values };
      const call = generate({ input, secrets });
      await expect(call.run()).rejects.toThrow('is not valid');
      expect(call.seen()).not.toContain(SECRET);
    },
  );

  it('an action that fails in the middle does not repeat them', async () => {
    const catalog = registeringCatalog();
    catalog.addLocation.mockRejectedValue(new Error('the catalog is away'));
    const call = publish({ input: { name: 'notes' }, secrets }, catalog);
    await expect(call.run()).rejects.toThrow('the catalog is away');
    expect(call.seen()).toContain('the catalog is away');
    expect(call.seen()).not.toContain(SECRET);
  });
});

describe('internal task data handed to readers (CVE-2026-106501)', () => {
  it('whoever reads a task gets neither its secrets nor what it works with', async () => {
    const scaffolder = await started();
    const created = await scaffolder.createTask(describedNotes());
    const read = await scaffolder.readTask(created.body.id);
    expect(read.task.status).toBe('completed');
    expect(fs.readdirSync(repositoriesFolder())).toEqual(['notes.git']);
    for (const task of [read.task, ...read.list.tasks])
      for (const internal of ['secrets', 'state', 'workspace'])
        expect(Object.keys(task)).not.toContain(internal);
    const seen = JSON.stringify(read);
    expect(seen).toContain('Finished step');
    expect(seen).not.toContain(SECRET);
    expect(seen).not.toContain('initiatorCredentials');
    expect(scaffolder.logged()).not.toContain(SECRET);
  });

  it('the installed scaffolder is a version in which this and the classes above are mended', () => {
    const { version } = jest.requireActual<{ version: string }>(
      '@backstage/plugin-scaffolder-backend/package.json',
    );
    const [major = 0, minor = 0] = version.split('.').map(Number);
    expect(major * 1_000 + minor).toBeGreaterThanOrEqual(4_001);
  });
});

describe('allow-lists checked only before a redirect (CVE-2026-24048)', () => {
  it('there is no redirect to follow: nothing of ours asks the network', async () => {
    const refuse = () => {
      throw new Error('somebody asked the network');
    };
    const spies = [
      jest.spyOn(globalThis, 'fetch').mockImplementation(refuse),
      jest.spyOn(http, 'request').mockImplementation(refuse),
      jest.spyOn(http, 'get').mockImplementation(refuse),
      jest.spyOn(https, 'request').mockImplementation(refuse),
      jest.spyOn(https, 'get').mockImplementation(refuse),
      jest.spyOn(net.Socket.prototype, 'connect').mockImplementation(refuse),
    ];
    await publish({ input: { name: 'notes' } }).run();
    emptyWorkspace();
    await generate({ input: generation() }).run();

    const repositories = new LocalRepositories(repositoriesFolder());
    const reader = localReader(repositories);
    const base = 'https://git.ameide.local/notes';
    const file = await reader.readUrl(`${base}/blob/main/catalog-info.yaml`);
    expect((await file.buffer()).toString()).toBe('kind: Component');
    const tree = await reader.readTree(`${base}/tree/main/`);
    expect(await tree.files()).toHaveLength(1);
    const found = await reader.search(`${base}/blob/main/*.yaml`);
    expect(found.files).toHaveLength(1);
    for (const url of [
      'http://git.ameide.local/notes/blob/main/catalog-info.yaml',
      'https://git.ameide.local:444/notes/blob/main/catalog-info.yaml',
      'https://git.ameide.local@example.com/notes/blob/main/x',
      'https://git.ameide.local.example.com/notes/blob/main/x',
      'https://example.com/?https://git.ameide.local/notes',
      'https://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
    ])
      await expect(reader.readUrl(url)).rejects.toThrow();
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});

describe('action invocation without its own authorisation (CVE-2026-106495)', () => {
  it('where the policy denies an action, the run fails and nothing is made', async () => {
    const scaffolder = await started(
      permission => permission !== 'scaffolder.action.execute',
    );
    const dry = await scaffolder.dryRun(describedNotes());
    expect(dry.status).toBeGreaterThanOrEqual(400);
    const created = await scaffolder.createTask(describedNotes());
    const { task } = await scaffolder.readTask(created.body.id);
    expect(task.status).toBe('failed');
    expect(scaffolder.catalog.addLocation).not.toHaveBeenCalled();
    expect(fs.existsSync(repositoriesFolder())).toBe(false);
  });

  it('where it denies to begin a task, there is none', async () => {
    const scaffolder = await started(
      permission => permission !== 'scaffolder.task.create',
    );
    expect((await scaffolder.createTask(describedNotes())).status).toBe(403);
    expect((await scaffolder.dryRun(describedNotes())).status).toBe(403);
    expect(fs.existsSync(repositoriesFolder())).toBe(false);
  });

  it('publishing asks the catalog in the name of who began the task, and obeys it', async () => {
    const catalog = registeringCatalog();
    catalog.addLocation.mockRejectedValue(new NotAllowedError('not you'));
    const call = publish({ input: { name: 'notes' } }, catalog);
    await expect(call.run()).rejects.toThrow('not you');
    expect(catalog.addLocation).toHaveBeenCalledWith(expect.anything(), {
      credentials: mockCredentials.user(),
    });
    expect(fs.readdirSync(repositoriesFolder())).toEqual([]);
  });
});
