import type fc from 'fast-check';
import { currentSources } from '../repository';
import { tryHostileInputs } from './hostile-run';

/** Less than this of either kind, and the inputs no longer try what they should. */
const LEAST_SHARE = 0.25;

/** However many inputs there are, and however busy the machine is. */
export const PATIENCE_MS = 24 * 60 * 60_000;

/**
 * Expects every input of one kind to be refused by path or to keep the structure
 * of every file, and enough of both. A kind may be spread over several test files
 * by `part`, so that each has a core of its own.
 */
export async function expectRefusedOrKept(options: {
  readonly kind: string;
  readonly part: number;
  readonly inputs: (template: string) => fc.Arbitrary<unknown>;
  readonly runs: number;
}): Promise<void> {
  const { kind, part, inputs, runs } = options;
  const template = 'domain-controller';
  const { accepted, refused, parsedFiles, written } = await tryHostileInputs({
    release: await currentSources(template),
    inputs: inputs(template),
    runs,
    part,
  });
  process.stdout.write(
    `hostile ${kind}, part ${part}: ${refused} refused, ${accepted} accepted, ${parsedFiles} files compared, ${written} trees written\n`,
  );
  // Of one that is tried again there is only one kind.
  if (process.env.HOSTILE_PATH !== undefined) return;
  const least = LEAST_SHARE * (accepted + refused);
  expect(accepted).toBeGreaterThan(least);
  expect(refused).toBeGreaterThan(least);
}
