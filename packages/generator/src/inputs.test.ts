import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkField } from './domain/check-field';
import { fieldSchema } from './domain/input';
import {
  attributesOf,
  canBeUnique,
  FIELD_TYPES,
  parseInput,
  promisesOf,
} from './inputs';
import { sampleInput } from './testing/sample-input';

describe('the entry for browsers', () => {
  it('needs nothing of Node', async () => {
    // A bundle for browsers fails on the first import that only Node has.
    const { stderr } = await promisify(execFile)(
      process.execPath,
      [
        require.resolve('esbuild/bin/esbuild'),
        path.join('src', 'inputs.ts'),
        '--bundle',
        '--platform=browser',
        '--format=esm',
        '--outfile=/dev/null',
        '--allow-overwrite',
        '--log-level=error',
      ],
      { cwd: path.resolve(__dirname, '..') },
    );
    expect(stderr).toBe('');
  }, 60_000);
});

describe('what a form asks the generator', () => {
  const probe: Record<string, unknown> = {
    minLength: 1,
    maxLength: 9,
    pattern: '^[A-Z]{2}$',
    min: 1,
    max: 2,
    precision: 18,
    scale: 4,
    values: ['NEW'],
    target: 'Order',
    currency: 'EUR',
  };

  it.each(FIELD_TYPES)('says what %s can have as the check does', type => {
    const field = fieldSchema.parse({
      ...probe,
      name: 'a',
      type,
      unique: true,
    });
    const refused = checkField(field)
      .filter(({ message }) => message.includes('does not apply'))
      .map(({ attribute }) => attribute);
    expect(attributesOf(type)).toEqual(
      Object.keys(probe).filter(name => !refused.includes(name)),
    );
    expect(canBeUnique(type)).toBe(!refused.includes('unique'));
  });

  it.each([
    ['the platform', { type: 'platform' }, 0],
    ['a tenant', { type: 'tenant', tenantId: 'acme', sku: 'crm' }, 1],
  ])('promises for a service of %s', (_whose, origin, more) => {
    const parsed = parseInput('domain-controller', {
      ...sampleInput(),
      origin,
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const promises = promisesOf(parsed.input);
    expect(promises).toHaveLength(10 + more);
    expect(promises.some(one => one.includes("tenant's namespaces"))).toBe(
      more === 1,
    );
  });
});
