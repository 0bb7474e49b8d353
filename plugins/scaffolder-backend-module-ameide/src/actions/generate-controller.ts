import fs from 'node:fs/promises';
import { InputError, NotAllowedError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { InvalidInputError, generate, parseInput } from '@ameide/generator';
import { loadRelease, writeTree } from '@ameide/generator/node';
import { generateControllerExamples } from './generate-controller.examples';
import { isInWorkspace, workspaceFolder } from './workspace-folder';

/**
 * `ameide:controller:generate`: turns a description into the files of a
 * controller. Nothing is written unless the whole input is valid.
 */
export function createGenerateControllerAction(options: {
  /** Absolute path of the folder of template releases. */
  readonly releasesDirectory: string;
}) {
  return createTemplateAction({
    id: 'ameide:controller:generate',
    description:
      'Generates a controller, secure from the first commit, into the workspace.',
    supportsDryRun: true,
    examples: generateControllerExamples,
    schema: {
      input: {
        template: z =>
          z.literal('domain-controller').describe('Kind of controller.'),
        // What may stand here is decided by the generator's own schema, so that
        // form, API and command line refuse with one and the same message.
        values: z => z.any().describe('Description of the controller.'),
        targetPath: z =>
          z
            .string()
            .describe(
              'Folder below the workspace; the workspace itself if not given.',
            )
            .optional(),
      },
      output: {
        kind: z => z.string().describe('Kind of controller.'),
        name: z => z.string().describe('Id of the service.'),
        files: z => z.number().describe('Number of files.'),
        treeDigest: z => z.string().describe('Digest of all of them.'),
        releaseDigest: z =>
          z.string().describe('Digest of the template release.'),
        summary: z =>
          z.array(z.string()).describe('What was made, and what it promises.'),
      },
    },
    async handler(ctx) {
      const { template, values, targetPath } = ctx.input;
      const parsed = parseInput(template, values);
      if (!parsed.ok) {
        throw new InputError(
          new InvalidInputError(template, parsed.problems).message,
        );
      }
      const target = await workspaceFolder(
        ctx.workspacePath,
        targetPath ?? '.',
      );
      const release = await loadRelease({
        directory: options.releasesDirectory,
        template,
      });
      ctx.logger.info(
        `Generating ${parsed.input.service} with ${template} ${
          release.version
        } (${release.digest.slice(0, 19)}).`,
      );
      const tree = generate({ release, input: parsed.input });
      const written = await writeTree(tree, target);
      if (!(await isInWorkspace(ctx.workspacePath, written.directory))) {
        // A folder on the way became a link after it was looked at.
        await fs.rm(written.directory, { recursive: true, force: true });
        throw new NotAllowedError(
          `${targetPath} left the workspace while it was written; nothing is left of it.`,
        );
      }
      for (const line of tree.summary) ctx.logger.info(line);
      ctx.output('kind', template);
      ctx.output('name', parsed.input.service);
      ctx.output('files', tree.files.size);
      ctx.output('treeDigest', tree.digest);
      ctx.output('releaseDigest', release.digest);
      ctx.output('summary', [...tree.summary]);
    },
  });
}
