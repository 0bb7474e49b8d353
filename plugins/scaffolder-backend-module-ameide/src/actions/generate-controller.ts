import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { InvalidInputError, generate, parseInput } from '@ameide/generator';
import { loadRelease, writeTree } from '@ameide/generator/node';
import { generateControllerExamples } from './generate-controller.examples';
import { explainStorageError, withPlainErrors } from './plain-errors';
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
    handler: ctx =>
      withPlainErrors(async () => {
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
        let isFirstAttempt = false;
        await ctx.checkpoint({
          key: `begun.${inputDigest(ctx.input)}`,
          fn: async () => {
            isFirstAttempt = true;
            await checkFree(target, targetPath);
            return true;
          },
        });
        // The place was free when this step began: what is in it now was left by
        // an earlier attempt of the same step, which was interrupted.
        if (!isFirstAttempt) await rm(target, { recursive: true, force: true });
        const written = await writeTree(
          tree,
          target,
          ctx.signal ? { signal: ctx.signal } : {},
        ).catch(error => {
          throw explainStorageError(error, {
            place: path.dirname(ctx.workspacePath),
            setting: 'backend.workingDirectory',
          });
        });
        if (!(await isInWorkspace(ctx.workspacePath, written.directory))) {
          // A folder on the way became a link after it was looked at.
          await rm(written.directory, { recursive: true, force: true });
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
      }),
  });
}

async function checkFree(target: string, shown = '.') {
  const found = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (found.length > 0) {
    throw new ConflictError(
      `${shown} in the workspace is not empty. Give another targetPath.`,
    );
  }
}

/** Tells the uses of one step apart that are repeated by `each`. */
function inputDigest(input: object): string {
  return createHash('sha256')
    .update(JSON.stringify(input))
    .digest('hex')
    .slice(0, 16);
}
