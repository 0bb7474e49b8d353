const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Whether an engine still works. When it stops, code that runs on it is left standing
 * where it is: it must neither go on nor fail, because its instance goes on elsewhere.
 */
export class EngineLife {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #steps = new Set<Promise<unknown>>();
  readonly #abandoned = new AbortController();
  #stopping = false;

  get stopping(): boolean {
    return this.#stopping;
  }

  /** Aborted when running steps have had their time. */
  get abandoned(): AbortSignal {
    return this.#abandoned.signal;
  }

  /** Runs a step and stores its end, which an orderly stop waits for. */
  async step<Result>(work: () => Promise<Result>): Promise<Result> {
    const running = work();
    this.#steps.add(running);
    try {
      return await running;
    } finally {
      this.#steps.delete(running);
    }
  }

  /** Waits until a time, in milliseconds since 1970; for ever when the engine stops before. */
  async sleepUntil(untilMs: number): Promise<void> {
    for (
      let leftMs = untilMs - Date.now();
      leftMs > 0 && !this.#stopping;
      leftMs = untilMs - Date.now()
    ) {
      await this.#timer(Math.min(leftMs, LONGEST_TIMER_MS));
    }
    if (this.#stopping) {
      await park();
    }
  }

  /** Lets nothing new begin, and gives running steps some time to end. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    if (this.#steps.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>(resolve => {
        timer = setTimeout(resolve, drainMs);
      });
      await Promise.race([Promise.allSettled(this.#steps), late]);
      clearTimeout(timer);
    }
    this.#abandoned.abort(new Error('the engine stops'));
  }

  async #timer(delayMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>(resolve => {
      timer = setTimeout(resolve, delayMs);
      this.#timers.add(timer);
    });
    if (timer !== undefined) {
      this.#timers.delete(timer);
    }
  }
}

/** Never ends, and keeps no process alive. */
export function park(): Promise<never> {
  return new Promise(() => undefined);
}
