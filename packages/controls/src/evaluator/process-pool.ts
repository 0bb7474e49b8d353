import type { ControlMetadata } from '../control/control';
import {
  EvaluationProcess,
  type EvaluationProcessOptions,
} from './evaluation-process';

/** How processes are kept. */
export interface ProcessPoolOptions
  extends Omit<EvaluationProcessOptions, 'signal'> {
  /** Processes at most, and so trees at one time. */
  readonly size: number;
  /** Trees after which a process is replaced, so that nothing is carried on for ever. */
  readonly treesPerProcess: number;
}

/** A process while one evaluation has it. */
export interface LentProcess {
  /** The process, or a new one where the last has ended. */
  process(): Promise<EvaluationProcess>;
  /** Gives it back. */
  giveBack(): void;
}

/**
 * Keeps processes ready and lends each to one evaluation at a time. One that has
 * ended, served its number of trees or holds too much memory is replaced.
 */
export class ProcessPool {
  private readonly idle: Promise<EvaluationProcess>[] = [];
  private readonly all = new Set<Promise<EvaluationProcess>>();
  private readonly served = new WeakMap<EvaluationProcess, number>();
  private readonly waiting: (() => void)[] = [];
  private lent = 0;
  private readonly closing = new AbortController();
  private resolveCatalogue: (catalogue: readonly ControlMetadata[]) => void =
    () => {};

  /** The catalogue that the processes evaluate, when the first of them is ready. */
  readonly catalogue = new Promise<readonly ControlMetadata[]>(resolve => {
    this.resolveCatalogue = resolve;
  });

  constructor(private readonly options: ProcessPoolOptions) {}

  /** Starts so many processes ahead. */
  async fill(count: number): Promise<void> {
    const missing = Math.max(0, count - this.all.size);
    this.idle.push(...Array.from({ length: missing }, () => this.start()));
    await Promise.all(this.idle);
  }

  /** Waits for a free place in the pool. */
  async lend(): Promise<LentProcess> {
    this.checkOpen();
    if (this.lent >= this.options.size) {
      await new Promise<void>(resolve => this.waiting.push(resolve));
      this.checkOpen();
    } else {
      this.lent++;
    }
    let current: Promise<EvaluationProcess> | undefined;
    return {
      process: async () => {
        this.checkOpen();
        const last = await current;
        if (last?.alive) return last;
        if (current !== undefined) this.forget(current);
        current = this.take();
        const taken = await current;
        this.served.set(taken, (this.served.get(taken) ?? 0) + 1);
        return taken;
      },
      giveBack: () => {
        if (current !== undefined) void this.takeBack(current);
        const next = this.waiting.shift();
        if (next === undefined) this.lent--;
        else next();
      },
    };
  }

  /** Ends all processes. Evaluations that run or wait are rejected. */
  async close(): Promise<void> {
    this.closing.abort();
    this.waiting.splice(0).forEach(resolve => resolve());
    await Promise.allSettled(
      [...this.all].map(async started => (await started).stop()),
    );
  }

  private checkOpen(): void {
    if (this.closing.signal.aborted)
      throw new Error('The evaluator is closed.');
  }

  private take(): Promise<EvaluationProcess> {
    return this.idle.shift() ?? this.start();
  }

  private async takeBack(returned: Promise<EvaluationProcess>): Promise<void> {
    const worker = await returned.catch(() => undefined);
    if (worker === undefined || this.closing.signal.aborted) return;
    const spent =
      worker.crowded ||
      (this.served.get(worker) ?? 0) >= this.options.treesPerProcess;
    if (worker.alive && !spent) {
      this.idle.push(returned);
      return;
    }
    this.forget(returned);
    if (spent) await worker.stop();
    // So that the next tree need not wait for it.
    if (
      this.options.warm &&
      !this.closing.signal.aborted &&
      this.all.size < this.options.size
    ) {
      this.idle.push(this.start());
    }
  }

  private forget(ended: Promise<EvaluationProcess>): void {
    this.all.delete(ended);
  }

  private start(): Promise<EvaluationProcess> {
    const started = EvaluationProcess.start({
      ...this.options,
      signal: this.closing.signal,
    }).then(({ process, catalogue }) => {
      this.resolveCatalogue(catalogue);
      return process;
    });
    this.all.add(started);
    // Whoever takes it hears of the failure; until then it is nobody's.
    started.catch(() => this.forget(started));
    return started;
  }
}
