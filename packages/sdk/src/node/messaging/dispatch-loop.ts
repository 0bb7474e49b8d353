import { setTimeout as sleep } from 'node:timers/promises';

import { Code, ConnectError } from '@connectrpc/connect';

import type { Clients } from '../client/clients.js';
import type { OutboxQueue, OutboxRow } from './outbox-queue.js';
import { groupForSending, sendToPlatform } from './platform-sender.js';

/** What the dispatcher reports to. */
export interface DispatcherLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const BATCH = 100;
const CONCURRENT_SENDS = 16;
const PURGE_EVERY_MS = 10 * 60_000;
/** Failures of the way, not of what is sent: sending the parts one by one would fail alike. */
const PASSING = [
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Aborted,
  Code.ResourceExhausted,
  Code.Canceled,
];

/** One database's outbox, round after round. */
export class DispatchLoop {
  lastRoundAt = Date.now();
  readonly #stopping = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #purgedAt = 0;
  readonly #ended: Promise<void>;

  constructor(
    private readonly database: string,
    private readonly queue: OutboxQueue,
    private readonly clients: Clients,
    private readonly log: DispatcherLog,
    private readonly pollMs: number,
  ) {
    this.#ended = this.#run();
  }

  async drain(): Promise<void> {
    while ((await this.#round()) > 0);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      let busy = false;
      try {
        busy = (await this.#round()) === BATCH;
        await this.#purgeWhenDue();
        this.lastRoundAt = Date.now();
      } catch (error) {
        this.log.warn(
          { database: this.database, reason: reasonOf(error) },
          'the outbox could not be read',
        );
      }
      if (!busy) {
        await sleep(this.pollMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Sends what is due; gives how many rows were claimed. One round at a time: who drains waits for the one at work. */
  #round(): Promise<number> {
    const round = this.#last.then(() => this.#sendDue());
    this.#last = round.catch(() => undefined);
    return round;
  }

  async #sendDue(): Promise<number> {
    const rows = await this.queue.claim(BATCH);
    const waiting = groupForSending(rows);
    const sender = async (): Promise<void> => {
      for (
        let group = waiting.shift();
        group !== undefined;
        group = waiting.shift()
      ) {
        await this.#send(group);
      }
    };
    await Promise.all(
      Array.from(
        { length: Math.min(CONCURRENT_SENDS, waiting.length) },
        sender,
      ),
    );
    return rows.length;
  }

  async #send(rows: readonly OutboxRow[]): Promise<void> {
    try {
      // Not the stop signal: what has been claimed is sent, each call within its own deadline.
      await sendToPlatform(this.clients, rows, new AbortController().signal);
    } catch (error) {
      await this.#failed(rows, error);
      return;
    }
    await this.queue.remove(rows);
  }

  async #failed(rows: readonly OutboxRow[], error: unknown): Promise<void> {
    if (
      rows.length > 1 &&
      !(error instanceof ConnectError && PASSING.includes(error.code))
    ) {
      // One bad entry must not hold back the others of its group.
      for (const row of rows) {
        await this.#send([row]);
      }
      return;
    }
    for (const row of rows) {
      this.log.warn(
        {
          database: this.database,
          id: row.id,
          topic: row.topic,
          type: row.type,
          attempts: row.attempts,
          reason: reasonOf(error),
        },
        'an outbox row did not arrive and will be sent again',
      );
      await this.queue.putOff(row);
    }
  }

  async #purgeWhenDue(): Promise<void> {
    if (Date.now() - this.#purgedAt >= PURGE_EVERY_MS) {
      await this.queue.purge();
      this.#purgedAt = Date.now();
    }
  }
}

/** A reason that may be logged: of a refusal its code, since the message may quote what was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof ConnectError) {
    return Code[error.code];
  }
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string'
    ? code
    : error instanceof Error
    ? error.name
    : 'unknown';
}
