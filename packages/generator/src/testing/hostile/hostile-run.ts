import fc from 'fast-check';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DomainInput } from '../../domain/input';
import { generate } from '../../generate';
import { writeTree } from '../../node/write-tree';
import { parseInput } from '../../parse-input';
import type { TemplateRelease } from '../../release/release';
import type { GeneratedTree } from '../../tree/generated-tree';
import { checkRefusal } from './check-refusal';
import { compareWithTwin } from './compare-with-twin';
import { harmlessTwin } from './harmless-twin';

/** What became of the inputs of a run. */
export interface HostileCounts {
  refused: number;
  accepted: number;
  /** Files that differed from the twin's and were parsed. */
  parsedFiles: number;
  /** Trees that were also written to a disk. */
  written: number;
}

/** The same inputs in every run, unless the environment says otherwise. */
const SEED = 20_261_125;

/** One in so many accepted inputs is written to a disk. */
const WRITTEN_SHARE = 40;

/** Trees of harmless twins: many hostile inputs share one. */
class HarmlessTrees {
  readonly #release: TemplateRelease;
  readonly #trees = new Map<string, GeneratedTree>();

  constructor(release: TemplateRelease) {
    this.#release = release;
  }

  of(input: DomainInput): GeneratedTree {
    const key = JSON.stringify(input);
    const known = this.#trees.get(key);
    if (known !== undefined) return known;
    const tree = generate({ release: this.#release, input });
    if (this.#trees.size >= 100) this.#trees.clear();
    this.#trees.set(key, tree);
    return tree;
  }
}

/**
 * Tries hostile inputs on a template. Each must be refused with problems that
 * lead to its places, or give files of the same structure as its harmless twin.
 *
 * Seed and number of inputs come from the environment where it has HOSTILE_SEED
 * and HOSTILE_RUNS; HOSTILE_PATH tries one failing input of a seed again.
 *
 * @throws Error with the smallest input that fails, and how to try it again.
 */
export async function tryHostileInputs(options: {
  readonly release: TemplateRelease;
  readonly inputs: fc.Arbitrary<unknown>;
  /** How many inputs, unless the environment says otherwise. */
  readonly runs: number;
  /** Parts of one kind try different inputs. */
  readonly part: number;
}): Promise<HostileCounts> {
  const counts = { refused: 0, accepted: 0, parsedFiles: 0, written: 0 };
  const twins = new HarmlessTrees(options.release);
  const { HOSTILE_SEED, HOSTILE_RUNS, HOSTILE_PATH } = process.env;
  await fc.assert(
    fc.asyncProperty(options.inputs, value =>
      tryInput(value, options.release, twins, counts),
    ),
    {
      numRuns: Number(HOSTILE_RUNS ?? options.runs),
      seed: Number(HOSTILE_SEED ?? SEED) + options.part,
      ...(HOSTILE_PATH === undefined ? {} : { path: HOSTILE_PATH }),
      asyncReporter: async details => {
        if (details.failed)
          throw new Error(describeFailure(details, options.part));
      },
    },
  );
  return counts;
}

async function tryInput(
  value: unknown,
  release: TemplateRelease,
  twins: HarmlessTrees,
  counts: HostileCounts,
) {
  const parsed = parseInput(release.template, value);
  if (!parsed.ok) {
    counts.refused += 1;
    checkRefusal(value, parsed.problems);
    return;
  }
  const { input } = parsed;
  const tree = generate({ release, input });
  const twin = harmlessTwin(input);
  counts.parsedFiles += await compareWithTwin({
    input,
    tree,
    twin,
    harmlessTree: twins.of(twin.input),
  });
  if (counts.accepted % WRITTEN_SHARE === 0) {
    await checkWritten(tree);
    counts.written += 1;
  }
  counts.accepted += 1;
}

/** Writes a tree beside a file, and looks whether anything but its folder came to be. */
async function checkWritten(tree: GeneratedTree) {
  const folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
  try {
    await writeTree(tree, path.join(folder, 'service'));
    const around = await readdir(folder);
    if (around.join() !== 'service')
      throw new Error(`written beside the folder: ${around}`);
    const entries = await readdir(path.join(folder, 'service'), {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries
      .filter(entry => !entry.isDirectory())
      .map(entry =>
        path.relative(
          path.join(folder, 'service'),
          path.join(entry.parentPath, entry.name),
        ),
      );
    if (files.sort().join('\n') !== [...tree.files.keys()].sort().join('\n'))
      throw new Error('other files were written than were generated');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function describeFailure(
  details: fc.RunDetails<[unknown]>,
  part: number,
): string {
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const reason =
    errorInstance instanceof Error
      ? errorInstance.stack ?? errorInstance.message
      : String(errorInstance);
  return [
    reason,
    `The smallest input that fails: ${fc.stringify(counterexample?.[0])}`,
    `Try it again, in this file alone, with HOSTILE_SEED=${
      seed - part
    } HOSTILE_PATH=${counterexamplePath}`,
  ].join('\n');
}
