// The commands of docs/agents.md, run as they stand there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { before, it } from 'node:test';
import { root } from './portal.mjs';
import { portal } from './running-portal.mjs';
import { signInWithTemplate } from './scaffolder-api.mjs';

function bash(script, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd,
      env: { ...process.env, PORTAL: portal.url },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    const collect = data => {
      out += data;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', code => resolve({ code, out }));
  });
}

before(async () => {
  await signInWithTemplate(portal.url);
});

it('docs/agents.md takes a description to a component', async () => {
  const page = await readFile(path.join(root, 'docs/agents.md'), 'utf8');
  const blocks = [...page.matchAll(/^```bash\n(.*?)^```$/gms)];
  assert.ok(blocks.length >= 4, `only ${blocks.length} blocks of commands`);
  const folder = await mkdtemp(path.join(portal.state, 'docs-'));
  try {
    const script = blocks.map(([, commands]) => commands).join('\n');
    const { code, out } = await bash(script, folder);
    assert.equal(code, 0, out);
    assert.match(out, /Registered component:default\/agent-notes/);
    assert.match(out, /^status: completed$/m);
    assert.match(out, /^provides: agent-notes$/m);
    assert.match(out, /^kind: Component$/m);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
