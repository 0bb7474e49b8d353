import type { TemplateRelease } from './release/release';
import { hostileProto } from './testing/hostile/arbitrary-proto';
import { tryHostileInputs } from './testing/hostile/hostile-run';
import { currentSources } from './testing/repository';

const template = 'domain-controller';
jest.setTimeout(24 * 60 * 60_000);

let release: TemplateRelease;
beforeAll(async () => {
  release = await currentSources(template);
});

describe('hostile .proto files', () => {
  it('are refused by line, or keep the structure of every file', async () => {
    const counts = await tryHostileInputs({
      release,
      inputs: hostileProto(template),
      runs: 700,
      seed: 20_261_125,
    });
    process.stdout.write(`Hostile protos: ${JSON.stringify(counts)}\n`);
    expect(counts.accepted).toBeGreaterThan(0);
  });
});
