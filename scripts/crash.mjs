// `npm run test:crash`: kills the backend in the middle of runs. For the full
// number: `npm run test:crash -- --kills 30`.
import { entry, inOrder, prepare, run } from './toolchain.mjs';

entry(async () => {
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () =>
      run(node, ['packages/app/e2e/crash/run.mjs', ...process.argv.slice(2)], {
        env,
      }),
  );
});
