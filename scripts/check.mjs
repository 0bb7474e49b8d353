// `npm run check`: formatting, lint and types of the repository's own code.
import { entry, inOrder, prepare } from './toolchain.mjs';

entry(async () => {
  const { yarn } = await prepare();
  return inOrder(
    () => yarn('prettier', '--check', '--loglevel', 'warn', '.'),
    () => yarn('build:sdk'),
    () => yarn('tsc', '--noEmit', '--incremental', 'false'),
    () => yarn('backstage-cli', 'repo', 'lint'),
  );
});
