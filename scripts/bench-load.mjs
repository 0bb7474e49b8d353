// `npm run bench:load`: twenty runs of the scaffolder at once on the real backend.
import { entry, inOrder, prepare, run } from './toolchain.mjs';

entry(async () => {
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () => run(node, ['bench/load/run.mjs'], { env }),
  );
});
