// Starts the portal as its users have it: the built application and the API
// from one backend, on loopback, with all state in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
 * @returns `url`, the folders `repositories` and `workspaces`, `log()` with all
 *   that the backend printed so far, and `stop()`, which also removes the state.
 * @throws Error with the log, when the backend does not become ready in a minute.
 */
export async function startPortal() {
  const state = await mkdtemp(path.join(tmpdir(), 'ameide-e2e-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const repositories = path.join(state, 'repositories');
  const workspaces = path.join(state, 'workspaces');
  const settings = path.join(state, 'app-config.e2e.json');
  await writeFile(
    settings,
    JSON.stringify({
      app: { baseUrl: url },
      backend: {
        baseUrl: url,
        listen: { host: '127.0.0.1', port },
        cors: { origin: url },
        database: { connection: { directory: path.join(state, 'databases') } },
        workingDirectory: state,
      },
      ameide: { repositories: { directory: repositories } },
    }),
  );
  const child = spawn(
    process.execPath,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      'src/index.ts',
      '--config',
      path.join(root, 'app-config.yaml'),
      '--config',
      settings,
    ],
    {
      cwd: path.join(root, 'packages/backend'),
      env: { ...process.env, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  const collect = data => {
    log += data;
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise(resolve => {
    child.once('close', resolve);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const stubborn = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(stubborn);
    await rm(state, { recursive: true, force: true });
  };
  try {
    await ready(url, ended);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${log}`);
  }
  return { url, state, repositories, workspaces, log: () => log, stop };
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
