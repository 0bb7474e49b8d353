import { startEvaluator, type Evaluator } from '@ameide/controls/evaluator';
import { createSourceTree } from '@ameide/controls/source';
import path from 'node:path';
import { discoverCases } from './cases';
import { generateCase } from './render-case';

const REPOSITORY = path.resolve(__dirname, '../../..');

/** Controls that no template can promise, with the reason. */
const NOT_PROMISED: Readonly<Record<string, string>> = {
  'POD-14': 'An image has a digest when it is built.',
};

// Whole services are evaluated here, and the machine may be busy.
jest.setTimeout(300_000);

describe('what a template promises', () => {
  let evaluator: Evaluator;
  beforeAll(async () => {
    evaluator = await startEvaluator();
  });
  afterAll(() => evaluator.close());

  it.each(discoverCases(REPOSITORY).map(one => [one.name, one] as const))(
    'holds in the case %s, and is all that there is for its kind',
    async (_name, one) => {
      const { files, record } = await generateCase({
        one,
        repositoryRoot: REPOSITORY,
      });
      const kind = one.template.replace(/-controller$/, '');
      const applicable = evaluator.catalogue
        .filter(
          ({ id, appliesTo }) =>
            appliesTo.some(other => other === kind) && !(id in NOT_PROMISED),
        )
        .map(({ id }) => id);
      expect([...record.controls].sort()).toEqual(applicable.sort());

      const tree = createSourceTree({
        files: new Map(
          [...files].map(([name, { content }]) => [name, content]),
        ),
      });
      const { report } = await evaluator.evaluate(tree);
      const broken = report.results.filter(
        ({ controlId, status }) =>
          record.controls.includes(controlId) &&
          !['pass', 'not-applicable'].includes(status),
      );
      expect(broken).toEqual([]);
    },
  );
});
