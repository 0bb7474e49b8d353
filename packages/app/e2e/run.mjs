// Runs the end-to-end tests against one portal and ends with their counts.
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root, startPortal } from './portal.mjs';

const started = Date.now();
const portal = await startPortal();
process.stdout.write(
  `The portal is ready after ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
);
process.env.AMEIDE_E2E_PORTAL = JSON.stringify({
  url: portal.url,
  state: portal.state,
  repositories: portal.repositories,
  workspaces: portal.workspaces,
});

const wanted = process.argv[2] ?? '';
const files = globSync('*.test.mjs', { cwd: import.meta.dirname })
  .filter(file => file.includes(wanted))
  .sort()
  .map(file => path.join(import.meta.dirname, file));

let counts = { passed: 0, failed: files.length || 1 };
try {
  const stream = run({ files, concurrency: 1, timeout: 240_000 });
  stream.on('test:summary', ({ file, counts: all }) => {
    if (file === undefined) {
      // A test that was cancelled or skipped did not show what it is there for.
      counts = {
        passed: all.passed,
        failed: all.tests - all.passed,
      };
    }
  });
  await new Promise((resolve, reject) => {
    stream.on('error', reject);
    const report = stream.compose(spec);
    report.on('error', reject);
    report.on('end', resolve);
    report.pipe(process.stdout);
  });
} finally {
  if (counts.failed > 0)
    process.stdout.write(`\nThe backend said:\n${portal.log()}`);
  await portal.stop();
}

const results = path.join(root, '.ameide/test-results');
mkdirSync(results, { recursive: true });
writeFileSync(path.join(results, 'e2e.json'), JSON.stringify(counts));
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
