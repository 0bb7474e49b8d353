// `yarn test:e2e`: builds the application once and walks it in a real browser.
import { entry, inOrder, prepare, run } from './toolchain.mjs';

entry(async () => {
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    // The backend runs from its sources, the application as users get it.
    () => yarn('workspace', 'app', 'build'),
    () =>
      run(node, ['packages/app/e2e/run.mjs', ...process.argv.slice(2)], {
        env,
      }),
  );
});
