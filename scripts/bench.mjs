// `npm run bench -- service [--quick]`, `… rendering`, `… load`, `… verify`: measures.
import path from 'node:path';
import { entry, inOrder, prepare, root, run } from './toolchain.mjs';

const BENCHMARKS = {
  service: ['bin/bench.cjs', 'service'],
  rendering: ['bin/bench.cjs', 'rendering'],
  load: ['load/run.mjs'],
  verify: ['bin/bench.cjs', 'verify'],
};

entry(async () => {
  const [name, ...rest] = process.argv.slice(2);
  if (!Object.hasOwn(BENCHMARKS, name ?? '')) {
    throw new Error(
      `Say what to measure: npm run bench -- ${Object.keys(BENCHMARKS).join(
        ' | ',
      )}`,
    );
  }
  const [script, ...given] = BENCHMARKS[name];
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () =>
      run(node, [path.join(root, 'bench', script), ...given, ...rest], { env }),
  );
});
