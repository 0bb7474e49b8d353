// The command line, as a person runs it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './portal.mjs';

/** @returns exit code and what was printed. */
export function ameide(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(root, 'packages/cli/bin/ameide.cjs'), ...args],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let out = '';
    let error = '';
    child.stdout.on('data', data => {
      out += data;
    });
    child.stderr.on('data', data => {
      error += data;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, out, error }));
  });
}
