// `npm run bench -- service [--quick]`, `npm run bench -- rendering`: measures.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { entry, inOrder, prepare, root, run } from './toolchain.mjs';

entry(async () => {
  const [name, ...rest] = process.argv.slice(2);
  const script = path.join(root, 'bench/bin', `bench-${name}.cjs`);
  if (!name || !existsSync(script)) {
    throw new Error('Say what to measure: npm run bench -- service');
  }
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () => run(node, [script, ...rest], { env }),
  );
});
