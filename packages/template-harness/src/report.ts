import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One thing that was tried. */
export interface Outcome {
  /** `orders: npm test`. */
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** Why it failed; the end of the output. */
  readonly detail?: string;
}

/** Collects outcomes, prints each as it comes, and writes them for CI. */
export class Report {
  readonly #outcomes: Outcome[] = [];

  add(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    const mark = outcome.passed ? 'ok  ' : 'FAIL';
    process.stdout.write(
      `${mark} ${outcome.name} (${outcome.seconds.toFixed(1)} s)\n`,
    );
    if (!outcome.passed && outcome.detail) {
      process.stdout.write(`${outcome.detail.replace(/^/gm, '     ')}\n`);
    }
  }

  get failed(): number {
    return this.#outcomes.filter(outcome => !outcome.passed).length;
  }

  get passed(): number {
    return this.#outcomes.length - this.failed;
  }

  write(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      `${JSON.stringify(
        {
          passed: this.passed,
          failed: this.failed,
          outcomes: this.#outcomes,
        },
        null,
        2,
      )}\n`,
    );
  }
}
