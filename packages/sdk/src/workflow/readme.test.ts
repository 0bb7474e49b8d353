import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { compileSdk } from './fixtures/compiled-process.js';

it('the example of the README plays and replays', async () => {
  const readme = readFileSync(
    join(import.meta.dirname, '..', '..', 'README.md'),
    'utf8',
  );
  const [, section = ''] = readme.split('## Durable processes');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(section) ?? [];
  const [, promised] = /^\/\/ (completed .*)$/m.exec(example) ?? [];
  const code = compileSdk();
  try {
    code.add(
      'example.ts',
      example
        .replace(
          '@ameideio/ameide-sdk-ts/workflow/testing',
          './workflow/testing/index.js',
        )
        .replace('@ameideio/ameide-sdk-ts/workflow', './workflow/index.js'),
    );
    const child = code.start('example.js', {});
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => (output += data.toString()));
    }
    const [exit] = (await once(child, 'close')) as [number | null];
    expect([exit, output.trim()]).toEqual([0, promised]);
  } finally {
    code.close();
  }
});
