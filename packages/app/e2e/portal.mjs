// Starts the portal as its users have it: the built application and the API
// from one backend, on loopback, with all state in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../..',
);

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * A portal that can be ended and started again on the same state and port.
 *
 * @returns `url`, the folders `state`, `repositories`, `workspaces` and
 *   `temporary`, `log()` with all that the backend printed so far, `pid()`,
 *   `start()`, `stop()`, `kill()` and `remove()`, which removes the state.
 */
export async function preparePortal() {
  const state = await mkdtemp(path.join(tmpdir(), 'ameide-e2e-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const folders = Object.fromEntries(
    ['repositories', 'workspaces', 'temporary'].map(name => [
      name,
      path.join(state, name),
    ]),
  );
  await mkdir(folders.workspaces);
  await mkdir(folders.temporary);
  const files = { base: 'app-config.e2e.json', extra: 'app-config.extra.json' };
  const configure = (file, content) =>
    writeFile(path.join(state, file), JSON.stringify(content));
  await configure(files.base, {
    app: { baseUrl: url },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      cors: { origin: url },
      database: {
        connection: { directory: path.join(state, 'databases') },
      },
      workingDirectory: folders.workspaces,
    },
    ameide: { repositories: { directory: folders.repositories } },
  });

  let log = '';
  let child;
  let ended;

  /**
   * Starts the backend and waits until it answers.
   *
   * @param options.settings - laid over the configuration of the tests.
   * @param options.preload - script that the process loads first.
   * @param options.env - variables for it.
   * @param options.nodeOptions - arguments for Node itself.
   * @throws Error with the log, when it does not become ready in a minute.
   */
  async function start({
    settings = {},
    preload,
    env = {},
    nodeOptions = [],
  } = {}) {
    await configure(files.extra, settings);
    child = spawn(
      process.execPath,
      [
        ...nodeOptions,
        ...(preload ? ['--require', preload] : []),
        '--require',
        '@backstage/cli/config/nodeTransform.cjs',
        'src/index.ts',
        '--config',
        path.join(root, 'app-config.yaml'),
        '--config',
        path.join(state, files.base),
        '--config',
        path.join(state, files.extra),
      ],
      {
        cwd: path.join(root, 'packages/backend'),
        env: {
          ...process.env,
          NODE_ENV: 'development',
          TMPDIR: folders.temporary,
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const collect = data => {
      log += data;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    ended = new Promise(resolve => {
      child.once('close', (_code, signal) => resolve(signal));
    });
    try {
      await ready(url, ended);
    } catch (error) {
      await stop();
      throw new Error(`${error.message}\n${log}`);
    }
  }

  async function stop() {
    if (!child) return;
    child.kill('SIGTERM');
    const stubborn = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(stubborn);
  }

  async function kill() {
    child.kill('SIGKILL');
    await ended;
  }

  return {
    url,
    state,
    ...folders,
    log: () => log,
    pid: () => child.pid,
    /** Resolves with the signal that ended the backend, if one did. */
    ended: () => ended,
    start,
    stop,
    kill,
    remove: () => rm(state, { recursive: true, force: true }),
  };
}

/** A portal that is ready; its `stop()` also removes the state. */
export async function startPortal(options) {
  const portal = await preparePortal();
  const stop = async () => {
    await portal.stop();
    await portal.remove();
  };
  try {
    await portal.start(options);
  } catch (error) {
    await portal.remove();
    throw error;
  }
  return { ...portal, stop };
}

async function ready(url, ended) {
  let over = false;
  ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (over) throw new Error('The backend ended before it was ready.');
    const answer = await fetch(`${url}/.backstage/health/v1/readiness`).catch(
      () => undefined,
    );
    if (answer?.ok) return;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error('The backend was not ready after a minute.');
}
