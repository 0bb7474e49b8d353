import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ListedMutant } from './mutants';

/** One thing that was tried. */
export interface Outcome {
  /** `orders: npm test`. */
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** Why it failed; the end of the output. */
  readonly detail?: string;
}

/** How many mutants of a family were tried, and what caught them. */
export interface FamilyOfMutants {
  readonly family: string;
  readonly tried: number;
  readonly caughtByControls: number;
  readonly caughtByTests: number;
  readonly survived: readonly string[];
}

/** Collects outcomes, prints each as it comes, and writes them for CI. */
export class Report {
  readonly #outcomes: Outcome[] = [];
  readonly #families = new Map<string, FamilyOfMutants>();

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

  /** Adds what became of a mutant; `survived` says why it was not caught. */
  addMutant(
    mutant: ListedMutant,
    result: {
      readonly catcher: string;
      readonly seconds: number;
      readonly survived?: string;
    },
  ): void {
    const { catcher, seconds, survived } = result;
    const caught = survived === undefined;
    this.add({
      name: `mutant ${mutant.family} ${mutant.id}${
        caught ? `: caught by ${catcher}` : ''
      }`,
      passed: caught,
      seconds,
      ...(caught ? {} : { detail: `${mutant.title}\n${catcher}: ${survived}` }),
    });
    const before = this.#families.get(mutant.family) ?? {
      family: mutant.family,
      tried: 0,
      caughtByControls: 0,
      caughtByTests: 0,
      survived: [],
    };
    const byControl = 'control' in mutant.caughtBy;
    this.#families.set(mutant.family, {
      ...before,
      tried: before.tried + 1,
      caughtByControls: before.caughtByControls + (caught && byControl ? 1 : 0),
      caughtByTests: before.caughtByTests + (caught && !byControl ? 1 : 0),
      survived: caught ? before.survived : [...before.survived, mutant.id],
    });
  }

  get failed(): number {
    return this.#outcomes.filter(outcome => !outcome.passed).length;
  }

  get passed(): number {
    return this.#outcomes.length - this.failed;
  }

  /** The mutants that were tried, by family. */
  get mutants(): readonly FamilyOfMutants[] {
    return [...this.#families.values()];
  }

  /** The mutants by family in aligned columns, with their sum; empty when none was tried. */
  mutantTable(): string {
    if (this.#families.size === 0) return '';
    const rows = this.mutants.map(row => [
      row.family,
      row.tried,
      row.caughtByControls,
      row.caughtByTests,
      row.survived.length,
    ]);
    const sum = (column: number) =>
      rows.reduce((total, row) => total + Number(row[column]), 0);
    return [
      ['mutants', 'tried', 'by controls', 'by tests', 'survived'],
      ...rows,
      ['all', sum(1), sum(2), sum(3), sum(4)],
    ]
      .map(row =>
        row
          .map(cell => `${cell}`.padEnd(12))
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .concat('\n');
  }

  write(file: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      file,
      `${JSON.stringify(
        {
          passed: this.passed,
          failed: this.failed,
          mutants: this.mutants,
          outcomes: this.#outcomes,
        },
        null,
        2,
      )}\n`,
    );
  }
}
