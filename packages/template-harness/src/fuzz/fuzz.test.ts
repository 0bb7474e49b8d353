import { controls, type Control } from '@ameide/controls';
import { reportSchema } from '@ameide/controls/catalogue';
import { startEvaluator, type Evaluator } from '@ameide/controls/evaluator';
import { createSourceTree } from '@ameide/controls/source';
import fc from 'fast-check';
import path from 'node:path';
import { discoverCases } from '../cases';
import { generateCase } from '../render-case';
import { brokenTrees } from './broken-tree';

type FactName = Control['needs'][number];

const REPOSITORY = path.resolve(__dirname, '../../../..');

/** How many broken trees are tried, and which: `FUZZ_TREES=5000 FUZZ_SEED=7`. */
const TREES = Number(process.env.FUZZ_TREES ?? 40);
const SEED = Number(process.env.FUZZ_SEED ?? 476);

const LIMITS = { stepMs: 8_000, treeMs: 20_000 };
/** Beside the limit: the start of a process on a machine that is busy. */
const GRACE_MS = 30_000;

/** Facts that are read from files of an ending; those of all files are gathered for a part of the trees. */
const CONCERNED: readonly (readonly [RegExp, readonly FactName[]])[] = [
  [/\.sql$/, ['database']],
  [/\.[cm]?[jt]sx?$/, ['program']],
  [/\.proto$/, ['contracts', 'program']],
  [/\.ya?ml$/, ['manifests', 'manifestSchemas']],
];

/** One of so many trees is evaluated as a whole. */
const WHOLE = 100;
/** Code takes longest: but for one of so many trees it is only looked through for secrets. */
const CODE = 5;

/** How far a long run is. */
const TELL_EVERY = 100;

jest.setTimeout(TREES * (LIMITS.treeMs + GRACE_MS));

/** Controls that a broken tree can come in the way of. */
function controlsFor(paths: readonly string[], index: number): string[] {
  const facts = new Set<FactName>(['metadata']);
  for (const [ending, concerned] of CONCERNED) {
    if (paths.some(name => ending.test(name))) {
      for (const fact of concerned) facts.add(fact);
    }
  }
  if (facts.has('program') && index % CODE !== 0) {
    facts.delete('program');
    facts.add('secrets');
  }
  return controls
    .filter(
      ({ needs }) =>
        index % WHOLE === 0 || needs.every(fact => facts.has(fact)),
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
      ({ name }) => name === 'smallest',
    );
    if (one === undefined) throw new Error('There is no case smallest.');
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
      const asked = controlsFor(broken.paths, index);
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
      if ((index + 1) % TELL_EVERY === 0) {
        const counted = JSON.stringify(Object.fromEntries(outcomes));
        process.stdout.write(
          `${index + 1} trees: ${counted}, slowest ${Math.round(
            slowest.ms,
          )} ms (${slowest.title})\n`,
        );
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
    expect([...outcomes.keys()]).toContain('pass');
  });
});
