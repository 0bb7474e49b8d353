import { pino } from 'pino';

import { createClients } from '../client/clients.js';
import type { ServiceConfig } from '../config/service-config.js';
import { ConnectionPool } from '../database/connection-pool.js';
import { connectionSettings } from '../database/connection-settings.js';
import { verifyRuntimeRole } from '../database/runtime-role.js';
import { DispatchLoop, type DispatcherLog } from './dispatch-loop.js';
import { OutboxQueue, type QueueTimes } from './outbox-queue.js';

/** What a dispatcher works for and on. */
export interface DispatcherOptions {
  /** The service: producer of the events, subject of the tokens. */
  readonly name: string;
  /** The service's configuration, whose databases connect as the dispatcher's role. */
  readonly config: Pick<
    ServiceConfig,
    'database' | 'gateway' | 'serviceTokens'
  >;
  readonly log?: DispatcherLog;
  /** For tests. */
  readonly times?: Partial<QueueTimes & { readonly pollMs: number }>;
}

/** A dispatcher at work. */
export interface RunningDispatcher {
  /** Whether each database was looked at, without an error, within the last minute. */
  healthy(): boolean;
  /** Sends until nothing is due. */
  drain(): Promise<void>;
  /** Ends after the rows at hand; those not sent stay for the next run. */
  close(): Promise<void>;
}

const CONNECTIONS = 2;
const HEALTHY_WITHIN_MS = 60_000;
const DEFAULT_TIMES = {
  leaseMs: 30_000,
  firstBackoffMs: 1_000,
  longestBackoffMs: 600_000,
  pollMs: 500,
};
/**
 * Starts to send what services have put into their outbox. Everything is sent at
 * least once: a row leaves the table only after its receiver has acknowledged it.
 *
 * @throws Error when the configuration lacks the gateway, or the role could get round row-level security.
 */
export async function startDispatcher(
  options: DispatcherOptions,
): Promise<RunningDispatcher> {
  const { name, config } = options;
  const times = { ...DEFAULT_TIMES, ...options.times };
  const log = options.log ?? pino({ name: `${name}-dispatcher` });
  const clients = createClients(config);
  const pools = Object.entries(config.database.databases).map(
    ([key, connection]) => ({
      key,
      pool: new ConnectionPool({
        connection: connectionSettings(key, connection),
        size: CONNECTIONS,
        applicationName: `${name}-dispatcher`,
      }),
    }),
  );
  const closeAll = async (): Promise<void> => {
    await Promise.all(pools.map(({ pool }) => pool.close()));
    clients.close();
  };
  try {
    if (config.gateway === undefined || config.serviceTokens === undefined) {
      throw new Error('gateway and serviceTokens: the dispatcher needs both.');
    }
    await Promise.all(
      pools.map(({ key, pool }) => verifyRuntimeRole(key, pool)),
    );
  } catch (error) {
    await closeAll();
    throw error;
  }
  const loops = pools.map(
    ({ key, pool }) =>
      new DispatchLoop(
        key,
        new OutboxQueue(pool, times),
        clients,
        log,
        times.pollMs,
      ),
  );
  return {
    healthy: () =>
      loops.every(loop => loop.lastRoundAt > Date.now() - HEALTHY_WITHIN_MS),
    drain: async () => {
      await Promise.all(loops.map(loop => loop.drain()));
    },
    close: async () => {
      await Promise.all(loops.map(loop => loop.stop()));
      await closeAll();
    },
  };
}
