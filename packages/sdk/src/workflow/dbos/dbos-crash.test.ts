import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { fulfilOrder, recordingActivities } from '../fixtures/fulfil-order.js';
import { replay } from '../testing/index.js';
import { type CompiledCode, compileSdk } from '../fixtures/compiled-process.js';
import {
  type EngineServer,
  startEngineServer,
} from './fixtures/engine-database.js';
import { startDbosEngine } from './index.js';

/** How often the process is killed; each of its lives starts two more instances. */
const KILLS = Number(process.env['AMEIDE_CRASH_KILLS'] ?? 10);
const INSTANCES_A_LIFE = 2;
const scope = { tenantId: 'acme', organizationId: 'north' };

let server: EngineServer;
let code: CompiledCode;

beforeAll(async () => {
  code = compileSdk();
  server = await startEngineServer();
}, 90_000);
afterAll(async () => {
  await server?.close();
  code?.close();
});

/** The steps that have an effect in an instance that ends well, or whose last message cannot be sent. */
function expectedEffects(orderId: string): string[] {
  const common = [
    'reserve',
    'charge',
    'notify-mail',
    'notify-mail-again',
    'notify-sms',
  ];
  return orderId.endsWith('bad')
    ? [...common, 'refund', 'release']
    : [...common, 'notify-sms-again'];
}

it(
  `every instance ends right, and has each effect once, after ${KILLS} kills`,
  async () => {
    const engineUrl = await server.newDatabase();
    const effectsUrl = await newEffectsDatabase();
    const live = (instances: number): ChildProcess =>
      code.start('workflow/dbos/fixtures/crash-process.js', {
        ENGINE_URL: engineUrl,
        EFFECTS_URL: effectsUrl,
        INSTANCES: String(instances),
      });

    let interrupted = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const child = live(kill * INSTANCES_A_LIFE);
      const output = collect(child);
      // Every third is killed in its beginnings, while it may still take up earlier ones.
      if (kill % 3 !== 0) {
        await ready(child, output);
      }
      // Instances of earlier lives are taken up within a second.
      await sleep(Math.random() * 1_600);
      child.kill('SIGKILL');
      await exited(child);
      interrupted += (await openInstances(engineUrl)) > 0 ? 1 : 0;
    }
    const instances = Math.max(KILLS, 1) * INSTANCES_A_LIFE;
    const last = live(instances);
    const output = collect(last);
    expect([await exited(last), output.join('')]).toEqual([0, 'ready\n']);

    const engine = await startDbosEngine({
      database: { url: engineUrl },
      migrate: true,
      executorId: 'crash',
      workflows: [fulfilOrder],
      activities: recordingActivities(),
    });
    for (let index = 0; index < instances; index += 1) {
      const orderId = `o${index}${index % 4 === 3 ? 'bad' : ''}`;
      const instanceId = `acme:north:fulfil-order:${orderId}`;
      const state = await engine.query({ ...scope, instanceId });
      expect(state).toMatchObject(
        orderId.endsWith('bad')
          ? { status: 'failed', failure: { code: 'branch-failed' } }
          : {
              status: 'completed',
              result: { orderId, notes: ['mail,mail-again', 'sms,sms-again'] },
            },
      );
      const history = await engine.history({ ...scope, instanceId });
      const input = { orderId, approve: index % 2 === 1 };
      expect(await replay(fulfilOrder, input, history)).toMatchObject({
        complete: true,
      });
      const done = await server.query<{ name: string; steps: string }>(
        effectsUrl,
        `SELECT name, count(*) AS steps FROM effect WHERE instance_id = $1 GROUP BY name ORDER BY name`,
        [instanceId],
      );
      expect(done).toEqual(
        expectedEffects(orderId)
          .sort()
          .map(name => ({ name, steps: '1' })),
      );
    }
    await engine.shutdown();
    const [{ calls, effects } = { calls: '0', effects: '0' }] =
      await server.query<{ calls: string; effects: string }>(
        effectsUrl,
        'SELECT (SELECT count(*) FROM call) AS calls, (SELECT count(*) FROM effect) AS effects',
      );
    process.stdout.write(
      `${KILLS} kills (${interrupted} with instances under way), ${instances} instances, ${effects} effects by ${calls} calls\n`,
    );
    // Kills that hit nothing would prove nothing.
    expect(interrupted).toBeGreaterThanOrEqual(KILLS / 2);
  },
  60_000 + KILLS * 15_000,
);

async function openInstances(engineUrl: string): Promise<number> {
  const rows = await server
    .query<{ open: string }>(
      engineUrl,
      `SELECT count(*) AS open FROM dbos.workflow_status WHERE status IN ('PENDING', 'ENQUEUED')`,
    )
    .catch((error: { code?: string }) => {
      // The first life may have been too short for the tables.
      if (error.code === '42P01') return [];
      throw error;
    });
  return Number(rows[0]?.open ?? 0);
}

async function newEffectsDatabase(): Promise<string> {
  const url = await server.newDatabase();
  await server.query(
    url,
    `CREATE TABLE effect (idempotency_key uuid PRIMARY KEY, instance_id text NOT NULL, step_id text NOT NULL, name text NOT NULL);
     CREATE TABLE call (instance_id text NOT NULL, step_id text NOT NULL)`,
  );
  return url;
}

function collect(child: ChildProcess): string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      // Of Node about DBOS's use of pg, in every process.
      if (!/DeprecationWarning|trace-deprecation/.test(data.toString())) {
        output.push(data.toString());
      }
    });
  }
  return output;
}

async function ready(child: ChildProcess, output: string[]): Promise<void> {
  while (!output.join('').includes('ready')) {
    if (child.exitCode !== null) {
      throw new Error(`The process ended by itself: ${output.join('')}`);
    }
    await sleep(10);
  }
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit');
  }
  return child.exitCode;
}
