import path from 'node:path';
import { InputError, stringifyError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { catalogFile, catalogInfoUrl } from '../publication/registration';
import {
  undoPublication,
  type PublicationParts,
} from '../publication/undo-publication';
import { readFolder } from '../repositories/read-folder';
import { checkRepositoryName } from '../repositories/repository-name';
import {
  repositoryContentUrl,
  repositoryUrl,
} from '../repositories/repository-url';
import type { Verifier } from '../verification/verifier';
import { explainStorageError, withPlainErrors } from './plain-errors';
import { publishLocalExamples } from './publish-local.examples';
import { workspaceFolder } from './workspace-folder';

const committer = {
  name: 'Ameide scaffolder',
  email: 'scaffolder@ameide.local',
};

/** What a publication needs. */
interface PublishLocalParts extends PublicationParts {
  readonly verifier: Verifier;
}

/**
 * `ameide:git:publish-local`: holds a folder to the controls, whatever the steps
 * of the template were, makes the repository of a component and registers
 * it in the catalog. Both or neither: when something fails or the run is
 * cancelled, both are taken back, so that no orphan holds the name. When the run
 * is interrupted and resumed, each part recognises what it has done already.
 */
export function createPublishLocalAction(parts: PublishLocalParts) {
  const { repositories, registration, verifier } = parts;
  return createTemplateAction({
    id: 'ameide:git:publish-local',
    description:
      'Publishes a folder of the workspace as a local Git repository and registers its catalog-info.yaml.',
    supportsDryRun: true,
    examples: publishLocalExamples,
    schema: {
      input: {
        name: z =>
          z
            .string()
            .describe('Name of the repository: the id of the component.'),
        sourcePath: z =>
          z
            .string()
            .describe(
              'Folder below the workspace; the workspace itself if not given.',
            )
            .optional(),
        message: z => z.string().describe('Message of the commit.').optional(),
      },
      output: {
        remoteUrl: z => z.string().describe('Address of the repository.'),
        repoContentsUrl: z =>
          z.string().describe('Address of the root of its files.'),
        catalogInfoUrl: z =>
          z.string().describe('Address of its catalog-info.yaml.'),
        commitHash: z => z.string().describe('Id of the commit.'),
        entityRef: z => z.string().describe('The component in the catalog.'),
      },
    },
    handler: ctx =>
      withPlainErrors(async () => {
        const name = checkRepositoryName(ctx.input.name);
        const maker = { task: ctx.task.id, step: ctx.step?.id ?? '' };
        const files = await readSource(ctx.workspacePath, ctx.input.sourcePath);
        if (!repositories.isMadeBy(name, maker)) {
          repositories.checkFree(name);
          await registration.checkFree(name);
        }
        // The bytes that are evaluated are those that are published.
        const { subject, summary } = await verifier.verify(files, ctx.signal);
        ctx.logger.info(
          `${summary.pass} controls hold for ${subject.digest}, none fails that counts.`,
        );
        if (ctx.isDryRun) {
          ctx.logger.info(
            `Dry run: ${
              files.length
            } files would be published to ${repositoryUrl(name)}.`,
          );
          return;
        }
        const credentials = await ctx.getInitiatorCredentials();
        const commitHash = await repositories
          .publish({
            name,
            files,
            maker,
            message: ctx.input.message ?? `Generate ${name}`,
            author: committer,
          })
          .catch(error => {
            throw explainStorageError(error, {
              place: repositories.folder,
              setting: 'ameide.repositories.directory',
            });
          });
        try {
          ctx.logger.info(
            `Published ${files.length} files in the local repository ${name}, commit ${commitHash}.`,
          );
          ctx.signal?.throwIfAborted();
          const entityRef = await registration.add(name, credentials);
          ctx.logger.info(`Registered ${entityRef} in the catalog.`);
          if (!(await registration.shows(entityRef, credentials, ctx.signal))) {
            ctx.logger.warn(
              `The catalog does not show ${entityRef} yet; it will when it has read the repository.`,
            );
          }
          ctx.output('remoteUrl', repositoryUrl(name));
          ctx.output('repoContentsUrl', repositoryContentUrl(name, 'tree', ''));
          ctx.output('catalogInfoUrl', catalogInfoUrl(name));
          ctx.output('commitHash', commitHash);
          ctx.output('entityRef', entityRef);
          // Nothing is awaited from here on, so that the run cannot be cancelled
          // after the work is declared finished.
          ctx.signal?.throwIfAborted();
          repositories.finish(name);
        } catch (error) {
          ctx.logger.error(
            `${name} was not finished. ${stringifyError(error)}`,
          );
          await undoPublication(name, parts).then(
            () =>
              ctx.logger.info(
                'Its repository and its entry in the catalog were taken back.',
              ),
            (problem: unknown) =>
              ctx.logger.error(
                `They could not be taken back yet; the portal tries again at its next start. ${stringifyError(
                  problem,
                )}`,
              ),
          );
          throw error;
        }
      }),
  });
}

async function readSource(workspacePath: string, sourcePath = '.') {
  const files = await readFolder(
    await workspaceFolder(workspacePath, sourcePath),
  );
  if (!files.some(file => file.path === catalogFile)) {
    throw new InputError(
      `${path.posix.join(
        sourcePath,
        catalogFile,
      )} is missing: the catalog cannot know the component without it.`,
    );
  }
  return files;
}
