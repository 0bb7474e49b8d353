import fs from 'node:fs';
import path from 'node:path';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { formatProblems, parseInput } from '@ameide/generator';
import yaml from 'yaml';
import { createGenerateControllerAction } from './generate-controller';
import { generateControllerExamples } from './generate-controller.examples';

/** The releases of this repository; `yarn test` and `yarn build:releases` build them. */
const releasesDirectory = path.resolve(
  __dirname,
  '../../../../.ameide/releases',
);

describe('ameide:controller:generate', () => {
  const directory = createMockDirectory();
  const workspace = () => directory.resolve('workspace');
  const action = createGenerateControllerAction({ releasesDirectory });

  function context(input: object) {
    return createMockActionContext({
      input: input as never,
      workspacePath: workspace(),
    }) as unknown as Parameters<typeof action.handler>[0];
  }

  beforeEach(() => directory.setContent({ workspace: {} }));

  it.each(
    generateControllerExamples.map(one => [one.description, one.example]),
  )('runs the example: %s', async (_description, example) => {
    const { input } = yaml.parse(example).steps[0];
    const ctx = context(input);
    await action.handler(ctx);
    const target = path.join(workspace(), input.targetPath ?? '.');
    const record = JSON.parse(
      fs.readFileSync(path.join(target, '.ameide/scaffold.json'), 'utf8'),
    );
    const output = Object.fromEntries(
      jest.mocked(ctx.output).mock.calls as unknown as [string, unknown][],
    );
    expect(output).toMatchObject({
      kind: 'domain-controller',
      name: input.values.service,
      releaseDigest: record.template.digest,
      files: Object.keys(record.files).length + 1,
      treeDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(fs.existsSync(path.join(target, 'package.json'))).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'orders'],
    ['an empty description', {}],
    ['a wrong name', { service: '../orders' }],
  ])('refuses %s with the words of the generator', async (_name, values) => {
    const parsed = parseInput('domain-controller', values);
    const message = formatProblems(
      'domain-controller',
      parsed.ok ? [] : parsed.problems,
    );
    await expect(
      action.handler(context({ template: 'domain-controller', values })),
    ).rejects.toMatchObject({ name: 'InputError', message });
    expect(fs.readdirSync(workspace())).toEqual([]);
  });

  it('replaces what an interrupted attempt of the same step left', async () => {
    const { input } = yaml.parse(generateControllerExamples[0]!.example)
      .steps[0];
    const saved = new Set<string>();
    const attempt = () => {
      const ctx = context(input);
      // As the scaffolder does: what succeeded before is not run again.
      ctx.checkpoint = async ({ key, fn }) => {
        if (saved.has(key)) return true as never;
        const value = await fn();
        saved.add(key);
        return value;
      };
      return action.handler(ctx);
    };
    await attempt();
    const whole = fs.readdirSync(workspace()).sort();
    fs.rmSync(path.join(workspace(), 'package.json'));
    fs.writeFileSync(path.join(workspace(), 'half.ts'), 'exp');
    await attempt();
    expect(fs.readdirSync(workspace()).sort()).toEqual(whole);
  });

  it('does not touch what was there before the step began', async () => {
    const { input } = yaml.parse(generateControllerExamples[0]!.example)
      .steps[0];
    fs.writeFileSync(path.join(workspace(), 'mine.txt'), 'mine');
    await expect(action.handler(context(input))).rejects.toThrow(
      'in the workspace is not empty. Give another targetPath.',
    );
    expect(fs.readdirSync(workspace())).toEqual(['mine.txt']);
  });

  it('writes nothing when the run is cancelled', async () => {
    const { input } = yaml.parse(generateControllerExamples[0]!.example)
      .steps[0];
    const ctx = { ...context(input), signal: AbortSignal.abort() };
    await expect(action.handler(ctx)).rejects.toThrow('cancelled');
    expect(fs.readdirSync(directory.path)).toEqual(['workspace']);
    expect(fs.readdirSync(workspace())).toEqual([]);
  });

  it('writes nothing outside the workspace', async () => {
    const { input } = yaml.parse(generateControllerExamples[0]!.example)
      .steps[0];
    await expect(
      action.handler(context({ ...input, targetPath: '../outside' })),
    ).rejects.toThrow('outside');
    expect(fs.readdirSync(directory.path)).toEqual(['workspace']);
  });
});
