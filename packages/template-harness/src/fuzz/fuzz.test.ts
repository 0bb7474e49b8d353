import { controls } from '@ameide/controls';
import { reportSchema } from '@ameide/controls/catalogue';
import { startEvaluator, type Evaluator } from '@ameide/controls/evaluator';
import { createSourceTree } from '@ameide/controls/source';
import fc from 'fast-check';
import path from 'node:path';
import { discoverCases } from '../cases';
import { generateCase } from '../render-case';
import { brokenTrees } from './broken-tree';

const REPOSITORY = path.resolve(__dirname, '../../../..');

/** How many broken trees are tried, and which: `FUZZ_TREES=5000 FUZZ_SEED=7`. */
const TREES = Number(process.env.FUZZ_TREES ?? 40);
const SEED = Number(process.env.FUZZ_SEED ?? 476);

const LIMITS = { stepMs: 8_000, treeMs: 20_000 };
/** Beside the limit: a new process, and the digest of what is large. */
const GRACE_MS = 10_000;

/** One of so many trees is evaluated with facts that take long. */
const COSTLY: Readonly<Record<string, number>> = { database: 12, program: 6 };

jest.setTimeout(TREES * (LIMITS.treeMs + GRACE_MS));

/** Controls that a tree is evaluated with: those of costly facts only now and then. */
function controlsFor(index: number): string[] {
  return controls
    .filter(({ needs }) =>
      needs.every(fact => index % (COSTLY[fact] ?? 1) === 0),
    )
    .map(({ id }) => id);
}

describe('a broken tree', () => {
  let evaluator: Evaluator;
  beforeAll(async () => {
    evaluator = await startEvaluator({ limits: LIMITS });
  });
  afterAll(() => evaluator.close());

  it(`ends in a report, each of ${TREES}`, async () => {
    const [one] = discoverCases(REPOSITORY).filter(
      ({ name }) => name === 'orders',
    );
    if (one === undefined) throw new Error('There is no case orders.');
    const { files } = await generateCase({ one, repositoryRoot: REPOSITORY });
    const whole = createSourceTree({
      files: new Map([...files].map(([name, { content }]) => [name, content])),
    });
    const outcomes = new Map<string, number>();
    let slowest = { ms: 0, title: '' };
    for (let index = 0; index < TREES; index++) {
      // Made one by one: a hundred of them at once would fill the memory.
      const [broken] = fc.sample(brokenTrees(whole), {
        numRuns: 1,
        seed: SEED + index,
      });
      if (broken === undefined) throw new Error('No tree was made.');
      const asked = controlsFor(index);
      const began = performance.now();
      const { report } = await evaluator
        .evaluate(broken.tree, { controls: asked })
        .catch(error => {
          throw new Error(`${SEED + index}: ${broken.title}: ${error}`);
        });
      const ms = performance.now() - began;
      if (ms > slowest.ms) slowest = { ms, title: broken.title };
      const complete =
        reportSchema.safeParse(report).success &&
        report.results.length === asked.length &&
        ms < LIMITS.treeMs + GRACE_MS;
      if (!complete) {
        throw new Error(`${SEED + index}: ${broken.title}: ${ms} ms`);
      }
      for (const { controlId, status, reason = '' } of report.results) {
        outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
        // What a tree is must not bring a control to throw.
        if (reason.startsWith('The control itself failed')) {
          throw new Error(
            `${SEED + index}: ${broken.title}: ${controlId}: ${reason}`,
          );
        }
      }
    }
    if (process.env.FUZZ_TREES !== undefined) {
      process.stdout.write(
        `${TREES} trees: ${JSON.stringify(
          Object.fromEntries(outcomes),
        )}, slowest ${Math.round(slowest.ms)} ms (${slowest.title})\n`,
      );
    }
    expect([...outcomes.keys()]).toContain('pass');
  });
});
