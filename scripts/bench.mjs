// `npm run bench -- service [--quick]`, `… rendering`, `… load`: measures.
import path from 'node:path';
import { entry, inOrder, prepare, root, run } from './toolchain.mjs';

const BENCHMARKS = {
  service: 'bin/bench-service.cjs',
  rendering: 'bin/bench-rendering.cjs',
  load: 'load/run.mjs',
};

entry(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const script = BENCHMARKS[name];
  if (!script) {
    throw new Error(
      `Say what to measure: npm run bench -- ${Object.keys(BENCHMARKS).join(
        ' | ',
      )}`,
    );
  }
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () => run(node, [path.join(root, 'bench', script), ...rest], { env }),
  );
});
