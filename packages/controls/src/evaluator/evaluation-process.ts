import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ControlMetadata } from '../control/control';
import type { BundledProgram } from './bundle-program';
import { ControlPackageError } from './extended-catalogue';
import type { EvaluatorLimits } from './evaluator-limits';
import { listenToLines } from './lines';
import {
  ANSWERS,
  answerSchema,
  LONGEST_ANSWER,
  WARM,
  type Answer,
  type EvaluationRequest,
} from './protocol';
import { encodeRequest } from './requests';
import { residentMemory } from './resident-memory';

/** How often a process that works is looked at. */
const WATCH_MS = 50;
/** A process that holds a larger share of its memory between two trees is replaced. */
const CROWDED_SHARE = 0.6;
/** The end of what a process that does not start has complained about. */
const LONGEST_COMPLAINT = 4000;

/** Processes to take along when this one ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')));

/** How a process is started. */
export interface EvaluationProcessOptions {
  readonly program: BundledProgram;
  readonly limits: EvaluatorLimits;
  /** Prepare for everything before the first tree. */
  readonly warm: boolean;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

/** One evaluation in a process. */
export interface EvaluationRun {
  readonly request: EvaluationRequest;
  /** Milliseconds, on the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
  onAnswer(answer: Answer): void;
}

/**
 * A process that evaluates trees: without environment, without the right to write
 * files, to read any but our own code, to start processes or workers, and killed
 * when it takes longer or holds more memory than it may. One tree at a time.
 */
export class EvaluationProcess {
  private readonly child: ChildProcess;
  private readonly closed: Promise<void>;
  private readonly limits: EvaluatorLimits;
  private onAnswer: ((answer: Answer) => void) | undefined;
  private lastAnswer = performance.now();
  private complaint = '';
  private endReason: string | undefined;
  private onEnd: (() => void) | undefined;

  private constructor({ program, limits, warm }: EvaluationProcessOptions) {
    this.limits = limits;
    const readable = [program.file, ...program.reads];
    this.child = spawn(
      process.execPath,
      [
        '--permission',
        ...readable.map(place => `--allow-fs-read=${place}`),
        '--no-warnings',
        // What is garbage of one tree is collected before the next comes.
        '--expose-gc',
        '--max-semi-space-size=32',
        // A part of what may be held in all; the rest is left to WebAssembly.
        `--max-old-space-size=${Math.floor(
          (limits.memoryBytes * 0.75) / 1024 ** 2,
        )}`,
        program.file,
        ...(warm ? [WARM] : []),
      ],
      {
        cwd: path.dirname(program.file),
        env: {},
        stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
        windowsHide: true,
      },
    );
    running.add(this.child);
    this.child.stdin?.on('error', () => {});
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.complaint = `${this.complaint}${chunk}`.slice(-LONGEST_COMPLAINT);
    });
    const answers = this.child.stdio[ANSWERS];
    if (answers instanceof Readable) {
      answers.on('error', () => {});
      listenToLines(answers, LONGEST_ANSWER, {
        onLine: line => this.receive(line),
        onTooLong: () => this.kill('it answered more than it may'),
      });
    }
    this.closed = new Promise(resolve => {
      this.child.once('error', error => {
        this.kill(`it could not be started: ${error.message}`);
        resolve();
      });
      this.child.once('close', (code, signal) => {
        running.delete(this.child);
        this.endReason ??=
          code === null ? `it was ended by ${signal}` : `it ended with ${code}`;
        this.onEnd?.();
        resolve();
      });
    });
  }

  /**
   * Starts a process and waits until it is ready.
   *
   * @throws ControlPackageError when a package of controls cannot be used.
   * @throws Error when it does not get ready: the installation is broken.
   */
  static async start(
    options: EvaluationProcessOptions,
  ): Promise<StartedProcess> {
    const started = new EvaluationProcess(options);
    let catalogue: readonly ControlMetadata[] | undefined;
    let unfit: string | undefined;
    const reason = await started.attend({
      deadline: performance.now() + options.limits.startMs,
      stepMs: options.limits.startMs,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onAnswer: answer => {
        if (answer.answer === 'ready') catalogue = answer.catalogue;
        if (answer.answer === 'unfit') unfit = answer.reason;
        return answer.answer === 'ready' || answer.answer === 'unfit';
      },
    });
    if (catalogue !== undefined) return { process: started, catalogue };
    await started.stop();
    if (unfit !== undefined) throw new ControlPackageError(unfit);
    throw new Error(
      `The process that evaluates trees does not start: ${reason}. ${started.complaint}`,
    );
  }

  /** Whether it can take another tree. */
  get alive(): boolean {
    return this.endReason === undefined;
  }

  /** Whether so much of its memory is taken that the next tree may lack it. */
  get crowded(): boolean {
    return (
      (this.residentBytes() ?? 0) > this.limits.memoryBytes * CROWDED_SHARE
    );
  }

  /**
   * Evaluates a tree.
   *
   * @returns undefined when all was answered, else why the process has ended.
   */
  async evaluate({
    request,
    onAnswer,
    ...run
  }: EvaluationRun): Promise<string | undefined> {
    this.child.stdin?.write(encodeRequest(request));
    return this.attend({
      ...run,
      stepMs: this.limits.stepMs,
      onAnswer: answer => {
        if (answer.answer === 'done') return true;
        onAnswer(answer);
        return false;
      },
    });
  }

  /** Ends the process. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.kill('it was stopped');
    await this.closed;
  }

  private kill(reason: string): void {
    this.endReason ??= reason;
    this.child.kill('SIGKILL');
  }

  private receive(line: string): void {
    this.lastAnswer = performance.now();
    const answer = parseAnswer(line);
    if (answer === undefined) this.kill('it answered what nobody understands');
    else if (this.endReason === undefined) this.onAnswer?.(answer);
  }

  /** Listens to answers until one completes the work or the process ends. */
  private attend(work: {
    readonly deadline: number;
    readonly stepMs: number;
    readonly signal?: AbortSignal;
    onAnswer(answer: Answer): boolean;
  }): Promise<string | undefined> {
    this.lastAnswer = performance.now();
    return new Promise(resolve => {
      const abort = () => this.kill('it was cancelled');
      const watch = setInterval(
        () => this.lookAt(work.deadline, work.stepMs),
        WATCH_MS,
      );
      const finish = () => {
        clearInterval(watch);
        work.signal?.removeEventListener('abort', abort);
        this.onAnswer = undefined;
        this.onEnd = undefined;
        resolve(this.endReason);
      };
      this.onAnswer = answer => {
        if (work.onAnswer(answer)) finish();
      };
      this.onEnd = finish;
      work.signal?.addEventListener('abort', abort);
      if (work.signal?.aborted) abort();
      if (this.endReason !== undefined) void this.closed.then(finish);
    });
  }

  private residentBytes(): number | undefined {
    const { pid } = this.child;
    return pid === undefined ? undefined : residentMemory(pid);
  }

  private lookAt(deadline: number, stepMs: number): void {
    const memory = this.residentBytes();
    if (memory !== undefined && memory > this.limits.memoryBytes) {
      const mebibytes = Math.round(this.limits.memoryBytes / 1024 ** 2);
      this.kill(`it needed more than ${mebibytes} MiB of memory`);
      return;
    }
    const overdue = () => {
      const now = performance.now();
      if (now > deadline) return `the time for the whole tree was over`;
      if (now - this.lastAnswer > stepMs) {
        return `it took longer than ${stepMs / 1000} s`;
      }
      return undefined;
    };
    if (overdue() === undefined) return;
    // If it was us who had no time, its answers are read before this.
    setImmediate(() => {
      const reason = overdue();
      if (reason !== undefined && this.onAnswer) this.kill(reason);
    });
  }
}

/** A process, and the catalogue that it evaluates. */
export interface StartedProcess {
  readonly process: EvaluationProcess;
  readonly catalogue: readonly ControlMetadata[];
}

function parseAnswer(line: string): Answer | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
