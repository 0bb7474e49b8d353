// `npm test` or `yarn test`: sets everything up and runs all tests of the
// repository's own code. The end-to-end tests and the templates' tests take
// longer and have commands of their own (see the README).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { entry, prepare, root } from './toolchain.mjs';

entry(async () => {
  const { yarn } = await prepare();
  const results = path.join(root, '.ameide', 'test-results');
  mkdirSync(results, { recursive: true });
  const report = name => [
    '--json',
    '--outputFile',
    path.join(results, `${name}.json`),
  ];
  const built = await yarn('build:releases');
  if (built !== 0) return built;
  // Both run even when the first fails: a developer wants to see all failures.
  const extra = process.argv.slice(2);
  const codes = [
    await yarn(
      'workspace',
      '@ameideio/ameide-sdk-ts',
      'test',
      ...report('sdk'),
      ...extra,
    ),
    await yarn(
      'backstage-cli',
      'repo',
      'test',
      '--watchAll=false',
      ...report('repository'),
      ...extra,
    ),
  ];
  return codes.find(code => code !== 0) ?? 0;
});
