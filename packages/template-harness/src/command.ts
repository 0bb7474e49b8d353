import { spawn } from 'node:child_process';

/** How a command ended. */
export interface CommandResult {
  /** Exit code; 1 when a signal ended it. */
  readonly code: number;
  /** Standard output and error, in the order they came. */
  readonly output: string;
  readonly seconds: number;
}

/** Where and how long a command may run. */
export interface CommandOptions {
  readonly cwd: string;
  /** The whole process group is killed after this many seconds. */
  readonly timeoutSeconds: number;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The environment of a stranger's shell: no variable that yarn or npm have set
 * for this repository may reach a generated service, whose own .npmrc counts.
 */
export function strangersEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(?!config_registry|config_cafile)|YARN_|INIT_CWD|NODE_OPTIONS|NODE_ENV|BERRY)/i.test(
          name,
        ),
    ),
  );
}

/** Runs a command to its end and keeps what it printed. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const began = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...strangersEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    child.stderr.on('data', chunk => chunks.push(chunk));
    const timer = setTimeout(() => {
      chunks.push(
        Buffer.from(`\nkilled after ${options.timeoutSeconds} seconds\n`),
      );
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, options.timeoutSeconds * 1000);
    child.on('error', error => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({
        code: code ?? 1,
        output: Buffer.concat(chunks).toString('utf8'),
        seconds: Number(process.hrtime.bigint() - began) / 1e9,
      });
    });
  });
}
