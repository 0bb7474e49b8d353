import type fc from 'fast-check';
import { currentSources } from '../repository';
import { tryHostileInputs } from './hostile-run';

/** Less than this of either kind, and the inputs no longer try what they should. */
const LEAST_SHARE = 0.25;

/**
 * Declares the test of one kind of hostile input. Each file that calls it runs
 * on a core of its own, so a kind may be spread over several files by `part`.
 */
export function testHostileInputs(options: {
  readonly kind: string;
  readonly part: number;
  readonly inputs: (template: string) => fc.Arbitrary<unknown>;
  readonly runs: number;
}) {
  const { kind, part, inputs, runs } = options;
  const template = 'domain-controller';

  describe(`hostile ${kind}, part ${part}`, () => {
    it(
      'are refused by path, or keep the structure of every file',
      async () => {
        const counts = await tryHostileInputs({
          release: await currentSources(template),
          inputs: inputs(template),
          runs,
          part,
        });
        const { accepted, refused } = counts;
        process.stdout.write(
          `hostile ${kind}, part ${part}: ${refused} refused, ${accepted} accepted, ${counts.parsedFiles} files compared, ${counts.written} trees written\n`,
        );
        if (process.env.HOSTILE_PATH !== undefined) return;
        const least = LEAST_SHARE * (accepted + refused);
        expect(accepted).toBeGreaterThan(least);
        expect(refused).toBeGreaterThan(least);
      },
      // However many there are, and however busy the machine is.
      24 * 60 * 60_000,
    );
  });
}
