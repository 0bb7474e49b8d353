import fs from 'node:fs';
import { InputError } from '@backstage/errors';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import yaml from 'yaml';
import { satisfiedVerifier } from '../testing/satisfied-verifier';
import { createVerifyControllerAction } from './verify-controller';
import { verifyControllerExamples } from './verify-controller.examples';

describe('ameide:controller:verify', () => {
  const directory = createMockDirectory();
  const verifier = satisfiedVerifier();
  const action = createVerifyControllerAction({ verifier });
  const context = (input: { sourcePath?: string }) =>
    createMockActionContext({
      input,
      workspacePath: directory.resolve('workspace'),
    }) as unknown as Parameters<typeof action.handler>[0];

  beforeEach(() => {
    verifier.verify.mockClear();
    directory.setContent({
      workspace: { 'README.md': '#', 'order-intake': { 'a.sql': 'SELECT 1;' } },
      'outside.txt': 'secret',
    });
  });

  it.each(verifyControllerExamples.map(one => [one.description, one.example]))(
    'runs the example: %s',
    async (_description, example) => {
      const { input } = yaml.parse(example).steps[0];
      const ctx = context(input);
      await action.handler(ctx);
      expect(ctx.output).toHaveBeenCalledWith('pass', 90);
      expect(ctx.output).toHaveBeenCalledWith('notApplicable', 10);
      expect(ctx.output).toHaveBeenCalledWith('notEvaluated', 1);
      expect(ctx.output).toHaveBeenCalledWith(
        'treeDigest',
        expect.stringMatching(/^sha256:/),
      );
    },
  );

  it('evaluates every file of the folder, and no other', async () => {
    await action.handler(context({ sourcePath: 'order-intake' }));
    expect(verifier.verify.mock.calls[0]?.[0]).toEqual([
      { path: 'a.sql', content: Buffer.from('SELECT 1;'), executable: false },
    ]);
  });

  it('fails when the controls do not hold', async () => {
    verifier.verify.mockRejectedValueOnce(new InputError('TEN-01 fails'));
    await expect(action.handler(context({}))).rejects.toThrow('TEN-01 fails');
  });

  it('leaves the workspace by no path and no link', async () => {
    await expect(action.handler(context({ sourcePath: '..' }))).rejects.toThrow(
      /not allowed to refer to a directory outside/,
    );
    fs.symlinkSync('../outside.txt', directory.resolve('workspace/link'));
    await expect(action.handler(context({}))).rejects.toThrow(
      'link is neither a file nor a folder',
    );
    expect(verifier.verify).not.toHaveBeenCalled();
  });
});
