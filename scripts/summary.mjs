// Adds up the results that the test commands left in .ameide/test-results and
// prints them as the last line: `N passed, N failed`. A suite without results
// counts as one failure, and so does a jest suite that could not run.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './toolchain.mjs';

const suites = ['sdk', 'repository', 'e2e', 'crash', 'templates'];
let passed = 0;
let failed = 0;
for (const suite of suites) {
  const file = path.join(root, '.ameide/test-results', `${suite}.json`);
  let count = { passed: 0, failed: 1 };
  if (existsSync(file)) {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    count =
      'numPassedTests' in result
        ? {
            passed: result.numPassedTests,
            failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
          }
        : { passed: result.passed, failed: result.failed };
  } else {
    console.log(`${suite}: no results`);
  }
  console.log(`${suite}: ${count.passed} passed, ${count.failed} failed`);
  passed += count.passed;
  failed += count.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
