import { spawn } from 'node:child_process';
import { strangersEnvironment } from './command';
import { sendHostileRequests } from './hostile-requests';
import type { Report } from './report';

/** Longest that a service may take to be built and started. */
const START_TIMEOUT_MS = 120_000;

/** What `npm start` prints for whoever wants to call the service. */
interface Announcement {
  readonly url: string;
  readonly token: string;
  readonly method: string;
  /** Body of the call that it suggests. */
  readonly body: string;
}

/**
 * Starts a service as its README says, calls it with the token that it prints,
 * and without one, sends it what no client sends, and stops it.
 */
export async function startedServiceAnswers(options: {
  readonly name: string;
  readonly folder: string;
  readonly report: Report;
}): Promise<void> {
  const began = Date.now();
  const outcome = await tryStart(options.folder).catch(
    (error: unknown) => `${error instanceof Error ? error.message : error}`,
  );
  options.report.add({
    name: `${options.name}: npm start, a call, and hostile requests`,
    passed: outcome === undefined,
    seconds: (Date.now() - began) / 1000,
    ...(outcome === undefined ? {} : { detail: outcome }),
  });
}

/** @returns what went wrong; undefined when nothing did. */
async function tryStart(folder: string): Promise<string | undefined> {
  const child = spawn('npm', ['start'], {
    cwd: folder,
    env: { ...strangersEnvironment(), PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve());
  });
  try {
    const announced = await announcement(() => output, child);
    if (!announced) return `it did not say how to call it:\n${output}`;
    const call = (headers: Record<string, string>) =>
      fetch(`${announced.url}/${announced.method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: announced.body,
      });
    const good = await call({ authorization: `Bearer ${announced.token}` });
    if (good.status !== 200) {
      return `a call with its token gave ${good.status}: ${await good.text()}`;
    }
    const bad = await call({});
    if (bad.status !== 401) {
      return `a call without a token gave ${bad.status}: ${await bad.text()}`;
    }
    await sendHostileRequests(announced.url, announced.method);
    if (child.exitCode !== null) {
      return `a request of a stranger has ended it:\n${output}`;
    }
    const after = await call({}).catch(error => error as Error);
    if (after instanceof Error || after.status !== 401) {
      return `after hostile requests it did not answer as before: ${
        after instanceof Error ? after.message : after.status
      }\n${output}`;
    }
    return undefined;
  } finally {
    if (child.pid) process.kill(-child.pid, 'SIGINT');
    await Promise.race([
      ended,
      new Promise(resolve => setTimeout(resolve, 15_000).unref()),
    ]);
  }
}

async function announcement(
  output: () => string,
  child: { readonly exitCode: number | null },
): Promise<Announcement | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const text = output();
    const call =
      /^curl .*?(https?:\/\/127\.0\.0\.1:\d+)\/(\S+)[^]*?-d '(.*)'$/m.exec(
        text,
      );
    const token = /^TOKEN=(\S+)$/m.exec(text)?.[1];
    if (call?.[1] && call[2] && call[3] && token) {
      const body = call[3].replaceAll("'\\''", "'");
      return { url: call[1], method: call[2], body, token };
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return undefined;
}
