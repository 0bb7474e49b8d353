import { execFile, execFileSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { processInputSchema } from './input';

describe('the schema of the input', () => {
  it('can be given as JSON Schema, to any depth', () => {
    const schema = z.toJSONSchema(processInputSchema, {
      io: 'input',
      target: 'draft-7',
    });
    expect(Object.keys(schema.properties ?? {})).toEqual([
      'service',
      'owner',
      'system',
      'description',
      'origin',
      'engine',
      'variables',
      'steps',
      'bpmn',
    ]);
    expect(schema.required).toEqual([
      'service',
      'owner',
      'system',
      'description',
    ]);
    expect(JSON.stringify(schema).length).toBeLessThan(20_000);
  });
});

describe('the bundles', () => {
  const fixture = path.join(
    __dirname,
    'bpmn',
    'fixtures',
    'order-fulfilment.bpmn',
  );
  const bundle = (...options: string[]) =>
    promisify(execFile)(
      process.execPath,
      [
        require.resolve('esbuild/bin/esbuild'),
        path.join('src', 'process', 'index.ts'),
        '--bundle',
        '--log-level=error',
        ...options,
      ],
      { cwd: path.resolve(__dirname, '../..'), maxBuffer: 16 * 1024 * 1024 },
    );

  it('for browsers needs nothing of Node', async () => {
    const { stderr } = await bundle(
      '--platform=browser',
      '--format=esm',
      '--outfile=/dev/null',
      '--allow-overwrite',
    );
    expect(stderr).toBe('');
  }, 60_000);

  it('for a release reads BPMN', async () => {
    const { stdout } = await bundle('--platform=node', '--format=cjs');
    const read = execFileSync(process.execPath, ['-', fixture], {
      encoding: 'utf8',
      input: `${stdout};
        {
          const { readFileSync } = require('node:fs');
          const text = readFileSync(process.argv[2], 'utf8');
          console.log(module.exports.readBpmn(text).steps.length);
        }`,
    });
    expect(read.trim()).toBe('5');
  }, 60_000);
});
