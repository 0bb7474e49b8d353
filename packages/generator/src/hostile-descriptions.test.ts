import type { TemplateRelease } from './release/release';
import { hostileDescription } from './testing/hostile/arbitrary-description';
import { tryHostileInputs } from './testing/hostile/hostile-run';
import { currentSources } from './testing/repository';

const template = 'domain-controller';
// Two cores shared with others; a larger HOSTILE_RUNS takes as long as it takes.
jest.setTimeout(24 * 60 * 60_000);

let release: TemplateRelease;
beforeAll(async () => {
  release = await currentSources(template);
});

describe('hostile descriptions', () => {
  it('are refused by path, or keep the structure of every file', async () => {
    const counts = await tryHostileInputs({
      release,
      inputs: hostileDescription(template),
      runs: 2_000,
      seed: 20_261_125,
    });
    process.stdout.write(`Hostile descriptions: ${JSON.stringify(counts)}\n`);
    expect(counts.accepted).toBeGreaterThan(0);
  });
});
