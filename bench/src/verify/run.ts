import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEvaluator, type Evaluator } from '@ameide/controls/evaluator';
import {
  createSourceTree,
  readDirectory,
  type SourceTree,
} from '@ameide/controls/source';
import { discoverCases, renderCase } from '@ameide/template-harness';
import { machine, type Machine } from '../machine';
import { median } from '../median';
import { peakMemoryOfChildren } from './children';
import { largeTree } from './large-tree';

const ROUNDS = 7;
const MEBIBYTE = 1024 * 1024;
const LARGEST = { files: 5_000, bytes: 50 * MEBIBYTE };
const SHARES = [1 / 8, 1 / 4, 1 / 2, 1];

/** What `npm run bench -- verify` finds out. */
export interface VerifyReport {
  readonly machine: Machine;
  /** Case with the most bytes. */
  readonly case: string;
  readonly controls: number;
  /** `ameide verify`, with everything that it starts. */
  readonly coldSeconds: Rounds;
  /** One tree in a pool that is ready and has evaluated others. */
  readonly warmSeconds: Rounds;
  /** The most that a process of the pool held. */
  readonly memoryMebibytes: number;
  /** Trees that grow to the largest, each in a process that has evaluated others. */
  readonly large: readonly {
    readonly files: number;
    readonly mebibytes: number;
    readonly seconds: number;
  }[];
}

interface Rounds {
  readonly median: number;
  readonly rounds: readonly number[];
}

/** Measures the evaluation of the catalogue and writes `bench/results/verify.json`. */
export async function main(repositoryRoot: string): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ameide-bench-verify-'));
  try {
    const report = await measure(repositoryRoot, folder);
    const results = path.join(repositoryRoot, 'bench', 'results');
    mkdirSync(results, { recursive: true });
    const text = `${JSON.stringify(report, null, 2)}\n`;
    writeFileSync(path.join(results, 'verify.json'), text);
    process.stdout.write(text);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  repositoryRoot: string,
  folder: string,
): Promise<VerifyReport> {
  const rendered: { readonly name: string; readonly tree: SourceTree }[] = [];
  for (const one of discoverCases(repositoryRoot)) {
    const target = path.join(folder, one.name);
    await renderCase({ one, repositoryRoot, folder: target });
    rendered.push({ name: one.name, tree: await readDirectory(target) });
  }
  const [largest] = rendered.sort(
    (first, second) => bytesOf(second.tree) - bytesOf(first.tree),
  );
  if (largest === undefined) throw new Error('There is no case.');

  const cold: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    cold.push(callVerify(repositoryRoot, path.join(folder, largest.name)));
  }
  const evaluator = await startEvaluator({ warm: true });
  try {
    // All cases: as in a pool that has been used, its code is compiled then.
    for (const { tree } of [...rendered, largest]) {
      await secondsFor(evaluator, tree);
    }
    const warm: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      warm.push(await secondsFor(evaluator, largest.tree));
    }
    const [memory = 0] = peakMemoryOfChildren();
    const large = [];
    for (const share of SHARES) {
      const size = {
        files: LARGEST.files * share,
        bytes: LARGEST.bytes * share,
      };
      const tree = createSourceTree({
        files: largeTree(largest.tree.files, size),
      });
      large.push({
        files: tree.files.size,
        mebibytes: Math.round(bytesOf(tree) / MEBIBYTE),
        seconds: await secondsFor(evaluator, tree),
      });
    }
    return {
      machine: machine(),
      case: largest.name,
      controls: evaluator.catalogue.length,
      coldSeconds: { median: median(cold), rounds: cold },
      warmSeconds: { median: median(warm), rounds: warm },
      memoryMebibytes: Math.round(memory / MEBIBYTE),
      large,
    };
  } finally {
    await evaluator.close();
  }
}

function bytesOf(tree: SourceTree): number {
  let bytes = 0;
  for (const content of tree.files.values()) bytes += content.byteLength;
  return bytes;
}

/** Seconds that the command line takes, from its start to its end. */
function callVerify(repositoryRoot: string, folder: string): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      path.join(repositoryRoot, 'packages', 'cli', 'bin', 'ameide.cjs'),
      'verify',
      folder,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`verify ended with ${status}: ${stderr}`);
  return (performance.now() - began) / 1000;
}

/** Seconds for one tree; nothing of it may be an error. */
async function secondsFor(
  evaluator: Evaluator,
  tree: SourceTree,
): Promise<number> {
  const began = performance.now();
  const { report } = await evaluator.evaluate(tree);
  const wrong = report.results.find(({ status }) => status === 'error');
  if (wrong !== undefined) {
    throw new Error(`${wrong.controlId}: ${wrong.reason}`);
  }
  return (performance.now() - began) / 1000;
}
