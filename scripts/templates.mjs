// `npm run test:templates`: renders every case of every template, builds and
// tests what came out as a stranger would, and sabotages it.
import { entry, inOrder, prepare, run } from './toolchain.mjs';

entry(async () => {
  const { yarn, node, env } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () =>
      run(
        node,
        [
          'packages/template-harness/bin/templates-test.cjs',
          ...process.argv.slice(2),
        ],
        { env },
      ),
  );
});
