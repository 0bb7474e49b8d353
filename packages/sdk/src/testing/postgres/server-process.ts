import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';

import type { Account } from './unprivileged-account.js';

/** A server under a watchdog. */
export interface ServerProcess {
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

/**
 * The parent of the server. It stops the server and removes the folder when its
 * standard input closes, which the operating system does also when the test run
 * is killed. A string, because it must run the same from compiled files and
 * under a test runner's loader.
 */
const WATCHDOG = `
const { spawn } = require('node:child_process');
const { openSync, rmSync } = require('node:fs');
const { command, args, env, uid, gid, cwd, log } = JSON.parse(process.env.AMEIDE_WATCHDOG);
const output = openSync(log, 'a');
const server = spawn(command, args, { env, uid, gid, cwd, stdio: ['ignore', output, output] });
const finish = () => {
  process.chdir('/');
  rmSync(cwd, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
};
let stopping = false;
server.on('error', error => { require('node:fs').writeSync(output, String(error) + '\\n'); process.exit(1); });
server.on('exit', () => { if (stopping) finish(); else process.exit(1); });
const stop = () => { if (!stopping) { stopping = true; server.kill('SIGQUIT'); } };
process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
`;

/** How to run the server. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly account: Account | undefined;
  /** Removed with everything in it when the server stops. */
  readonly workDirectory: string;
  readonly logFile: string;
}

/** Starts a server that cannot outlive this process. */
export function startServerProcess(server: ServerCommand): ServerProcess {
  closeSync(openSync(server.logFile, 'a', 0o600));
  const specification = JSON.stringify({
    command: server.command,
    args: server.args,
    env: server.environment,
    uid: server.account?.uid,
    gid: server.account?.gid,
    cwd: server.workDirectory,
    log: server.logFile,
  });
  const watchdog = spawn(process.execPath, ['-e', WATCHDOG], {
    // Its own session: a Ctrl-C in the terminal reaches the test run first, which then closes the pipe.
    detached: true,
    env: { AMEIDE_WATCHDOG: specification },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(watchdog, 'exit').then(() => undefined);
  watchdog.unref();
  if ('unref' in watchdog.stdin && typeof watchdog.stdin.unref === 'function') {
    watchdog.stdin.unref();
  }
  watchdog.stdin.on('error', () => undefined);
  return {
    ended,
    async stop() {
      watchdog.ref();
      watchdog.stdin.end();
      await ended;
    },
  };
}

/** The last lines that the server wrote, for error messages. */
export function logTail(file: string): string {
  try {
    return readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-15)
      .join('\n');
  } catch {
    return '(no log)';
  }
}
