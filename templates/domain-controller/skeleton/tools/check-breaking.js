import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Compares the contract with the one on another branch, default origin/main.
 * That branch has no node_modules, so its contract is put beside this one's.
 */
const SDK = 'node_modules/@ameideio/ameide-sdk-ts/proto';
const base = process.argv[2] ?? process.env.BREAKING_BASE ?? 'origin/main';

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
const withModules = (...paths) =>
  JSON.stringify({ version: 'v2', modules: paths.map(path => ({ path })), breaking: { use: ['FILE'], ignore_unstable_packages: false } });

mkdirSync('dist', { recursive: true });
const folder = mkdtempSync(join('dist', 'breaking-'));
try {
  const archive = join(folder, 'base.tar');
  run('git', 'archive', '--format=tar', `--output=${archive}`, base, 'proto');
  run('tar', '-xf', archive, '-C', folder);
  const before = join(folder, 'before.binpb');
  const now = join(folder, 'now.binpb');
  run('buf', 'build', '.', '--config', withModules(join(folder, 'proto'), SDK), '--output', before);
  run('buf', 'build', '.', '--config', withModules('proto', SDK), '--output', now);
  run('buf', 'breaking', now, '--against', before, '--config', withModules('proto', SDK));
  console.log(`The contract breaks nobody who uses the one of ${base}.`);
} catch {
  // The command that failed has said why.
  console.error(`The contract could not be shown to be compatible with the one of ${base}; see above.`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
