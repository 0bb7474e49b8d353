import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { strangersEnvironment } from '@ameide/template-harness';
import type { Landscape } from './landscape';
import { SCALE } from './landscape';
import type { OrdersService } from './orders-service';

/** Which of the two servers. */
export type Variant = 'bare' | 'secured';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly variant: Variant;
  readonly url: string;
  startProfile(): Promise<void>;
  stopProfile(): Promise<Profiler.Profile>;
  /** Processor time used so far, of all its threads. */
  cpuSeconds(): number;
  /** Largest resident size so far, in bytes. */
  peakMemory(): number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/**
 * Starts the generated service by its own entry point, with the configuration
 * that a production overlay has but for loopback addresses: traces sampled and
 * exported, log on standard output.
 */
export function startSecured(
  service: OrdersService,
  landscape: Landscape,
  otlpEndpoint: string,
): Promise<ServerProcess> {
  const configuration = path.join(service.folder, 'local', 'bench-config.json');
  const { listen, management, ...config } = landscape.service.config;
  writeFileSync(
    configuration,
    JSON.stringify({
      ...config,
      listen: { ...listen, port: 0 },
      management: { ...management, port: 0 },
      apiKeys: { enabled: false },
      telemetry: { otlpEndpoint },
    }),
  );
  return startServer({
    variant: 'secured',
    service,
    entry: 'dist/src/main.js',
    env: { AMEIDE_CONFIG_FILE: configuration },
  });
}

/**
 * Starts the same handlers with nothing around them. It connects as superuser,
 * for whom row-level security does not count.
 */
export function startBare(
  service: OrdersService,
  landscape: Landscape,
): Promise<ServerProcess> {
  return startServer({
    variant: 'bare',
    service,
    entry: 'dist/local/bare.js',
    env: {
      BARE_DATABASE_URL: landscape.service.database.adminUrl,
      BARE_POOL_SIZE: String(SCALE.poolSize),
    },
  });
}

async function startServer(options: {
  readonly variant: Variant;
  readonly service: OrdersService;
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
}): Promise<ServerProcess> {
  const { variant, service, entry, env } = options;
  const log = path.join(service.folder, `bench-${variant}.log`);
  const output = openSync(log, 'w');
  const child = spawn(
    process.execPath,
    ['--import', './dist/local/profile.js', entry],
    {
      cwd: service.folder,
      env: { ...strangersEnvironment(), ...env, NODE_ENV: 'production' },
      stdio: ['ignore', output, output, 'ipc'],
    },
  );
  closeSync(output);
  const stop = () =>
    new Promise<void>(resolve => {
      if (child.exitCode !== null || child.signalCode !== null) {
        resolve();
        return;
      }
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  try {
    return {
      variant,
      url: await announcedUrl(child, log),
      async startProfile() {
        await ask(child, 'start');
      },
      async stopProfile() {
        return (await ask(child, 'stop')) as Profiler.Profile;
      },
      cpuSeconds: () => cpuSeconds(child),
      peakMemory: () => peakMemory(child),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ask(child: ChildProcess, message: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the server has ended')));
    child.send(message);
  });
}

/** Waits for the line of the log that says where the server listens. */
async function announcedUrl(child: ChildProcess, log: string): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const line = readFileSync(log, 'utf8')
      .split('\n')
      .find(text => text.includes('"message":"serving"'));
    if (line !== undefined) {
      return (JSON.parse(line) as { data: { url: string } }).data.url;
    }
    await sleep(50);
  }
  throw new Error(`The server did not start:\n${readFileSync(log, 'utf8')}`);
}

function peakMemory(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Linux counts in hundredths of a second, whatever the kernel's own clock is. */
const TICKS_PER_SECOND = 100;

function cpuSeconds(child: ChildProcess): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  // The name of the program comes second, in parentheses, and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}
