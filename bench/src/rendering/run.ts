import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGenerateControllerAction } from '@ameide/plugin-scaffolder-backend-module-ameide';
import {
  generate,
  InvalidInputError,
  parseInput,
  type GeneratedTree,
} from '@ameide/generator';
import { loadRelease } from '@ameide/generator/node';
import { discoverCases, type TemplateCase } from '@ameide/template-harness';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createFetchTemplateAction } from '@backstage/plugin-scaffolder-backend';
import { machine, type Machine } from '../machine';
import { median } from '../median';
import { plot } from '../plot/plot';
import { runAction, type RunnableAction } from './action-run';
import { writeEqualSkeleton } from './equal-skeleton';
import { renderingPicture } from './pictures';

/** What the benchmark of rendering found out. */
export interface RenderingReport {
  readonly schemaVersion: 1;
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly node: string;
  readonly case: string;
  readonly files: number;
  readonly bytes: number;
  /** Expressions in the skeleton of `fetch:template`. */
  readonly expressions: number;
  /** Milliseconds of the first run of each, with nothing loaded yet. */
  readonly firstMilliseconds: Pair;
  readonly medianMilliseconds: Pair;
  /** Median of the rounds' ratios: time of `fetch:template` by ours. */
  readonly ratio: number;
  readonly goals: { readonly ratio: number; readonly milliseconds: number };
  readonly rounds: readonly Pair[];
}

/** Milliseconds of both actions. */
interface Pair {
  readonly generate: number;
  readonly fetchTemplate: number;
}

const ROUNDS = 25;
/** Rounds before those that count: a portal that runs has its code compiled. */
const WARM_UP_ROUNDS = 10;
const GOALS = { ratio: 5, milliseconds: 300 };

/** The skeleton lies on the disk: nothing is ever fetched. */
const refusingReader = {
  readUrl: refuse,
  readTree: refuse,
  search: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('The benchmark fetches nothing.'));
}

/** The largest case of all templates by the bytes of its tree. */
async function largestCase(
  repositoryRoot: string,
): Promise<{ one: TemplateCase; tree: GeneratedTree }> {
  let largest:
    | { one: TemplateCase; tree: GeneratedTree; bytes: number }
    | undefined;
  for (const one of discoverCases(repositoryRoot)) {
    const parsed = parseInput(one.template, one.values);
    if (!parsed.ok) throw new InvalidInputError(one.template, parsed.problems);
    const release = await loadRelease({
      repositoryRoot,
      template: one.template,
    });
    const tree = generate({ release, input: parsed.input });
    const bytes = bytesOf(tree);
    if (largest === undefined || bytes > largest.bytes) {
      largest = { one, tree, bytes };
    }
  }
  if (largest === undefined) throw new Error('There are no cases.');
  return largest;
}

function bytesOf(tree: GeneratedTree): number {
  return [...tree.files.values()].reduce(
    (sum, { content }) => sum + content.length,
    0,
  );
}

/**
 * Renders the largest case by `ameide:controller:generate`, and the same tree by
 * Backstage's `fetch:template` from a skeleton that gives the same bytes, in
 * turns. Writes `bench/results/rendering.json` and its picture.
 */
export async function main(repositoryRoot: string): Promise<number> {
  const { one, tree } = await largestCase(repositoryRoot);
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'ameide-bench-'));
  try {
    const skeleton = writeEqualSkeleton(
      tree,
      namesIn(one.values),
      path.join(scratch, 'skeleton'),
    );
    const actions = {
      generate: {
        action: createGenerateControllerAction({
          releasesDirectory: path.join(repositoryRoot, '.ameide/releases'),
        }) as RunnableAction,
        input: { template: one.template, values: one.values },
      },
      fetchTemplate: {
        action: createFetchTemplateAction({
          integrations: ScmIntegrations.fromConfig(new ConfigReader({})),
          reader: refusingReader,
        }) as RunnableAction,
        input: {
          url: './skeleton',
          values: skeleton.values,
          copyWithoutTemplating: skeleton.copied,
        },
      },
    };
    const run = async (which: keyof typeof actions): Promise<number> => {
      const workspacePath = mkdtempSync(path.join(scratch, `${which}-`));
      const milliseconds = await runAction({
        ...actions[which],
        workspacePath,
        baseUrl: pathToFileURL(path.join(scratch, 'template.yaml')).href,
        temporaryDirectory: () => mkdtemp(path.join(scratch, 'fetched-')),
      });
      assertSame(tree, workspacePath, which);
      return milliseconds;
    };
    const both = async (oursFirst: boolean): Promise<Pair> => {
      const first = await run(oursFirst ? 'generate' : 'fetchTemplate');
      const second = await run(oursFirst ? 'fetchTemplate' : 'generate');
      return oursFirst
        ? { generate: first, fetchTemplate: second }
        : { generate: second, fetchTemplate: first };
    };
    const firstMilliseconds = await both(true);
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1)
      await both(round % 2 === 0);
    const rounds: Pair[] = [];
    while (rounds.length < ROUNDS)
      rounds.push(await both(rounds.length % 2 === 0));
    const report: RenderingReport = {
      schemaVersion: 1,
      measuredAt: new Date().toISOString(),
      machine: machine(),
      node: process.version,
      case: `${one.template}/${one.name}`,
      files: tree.files.size,
      bytes: bytesOf(tree),
      expressions: skeleton.expressions,
      firstMilliseconds,
      medianMilliseconds: {
        generate: median(rounds.map(round => round.generate)),
        fetchTemplate: median(rounds.map(round => round.fetchTemplate)),
      },
      ratio: median(rounds.map(round => round.fetchTemplate / round.generate)),
      goals: GOALS,
      rounds,
    };
    await write(report, path.join(repositoryRoot, 'bench/results'));
    process.stdout.write(
      `${report.case}, ${report.files} files: ${report.ratio.toFixed(
        1,
      )} times faster than fetch:template (goal ${GOALS.ratio}), ` +
        `${report.medianMilliseconds.generate.toFixed(
          0,
        )} ms against ${report.medianMilliseconds.fetchTemplate.toFixed(
          0,
        )} ms (goal ${GOALS.milliseconds})\n`,
    );
    return 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Names of a description, in the spellings in which they stand in the files. */
function namesIn(values: unknown): string[] {
  const { service, aggregates } = values as {
    service: string;
    aggregates: readonly { name: string }[];
  };
  return [service, ...aggregates.map(({ name }) => name)].flatMap(name => {
    const words = name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split('-');
    const pascal = words
      .map(word => word[0]?.toUpperCase() + word.slice(1))
      .join('');
    return [
      words.join('-'),
      words.join('_'),
      words.join(' '),
      pascal,
      pascal[0]?.toLowerCase() + pascal.slice(1),
    ];
  });
}

/** @throws Error when the action did not make the same tree: then it was not the same work. */
function assertSame(tree: GeneratedTree, folder: string, which: string): void {
  for (const [file, { content }] of tree.files) {
    const made = readFileSync(path.join(folder, file));
    if (!made.equals(Buffer.from(content))) {
      throw new Error(`${which} made another ${file}.`);
    }
  }
}

async function write(report: RenderingReport, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'rendering.json'),
    `${JSON.stringify(report, null, 2)}\n`,
  );
  writeFileSync(
    path.join(folder, 'rendering.svg'),
    await plot(renderingPicture(report)),
  );
}
