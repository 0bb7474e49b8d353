// `npm start` or `yarn start`: sets everything up and starts the application.
import { entry, inOrder, prepare } from './toolchain.mjs';

entry(async () => {
  const { yarn } = await prepare();
  return inOrder(
    () => yarn('build:releases'),
    () => yarn('backstage-cli', 'repo', 'start', ...process.argv.slice(2)),
  );
});
