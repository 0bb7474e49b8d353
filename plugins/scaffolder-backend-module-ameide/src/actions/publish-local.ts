import path from 'node:path';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError, stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { LocalRepositories } from '../repositories/local-repositories';
import { readFolder } from '../repositories/read-folder';
import { checkRepositoryName } from '../repositories/repository-name';
import {
  repositoryContentUrl,
  repositoryUrl,
} from '../repositories/repository-url';
import { appears } from './appears';
import { publishLocalExamples } from './publish-local.examples';
import { workspaceFolder } from './workspace-folder';

const catalogFile = 'catalog-info.yaml';

/**
 * `ameide:git:publish-local`: makes the repository of a component and registers
 * it in the catalog. Both or neither: when the registration fails, the
 * repository is removed again, so that no orphan holds the name.
 */
export function createPublishLocalAction(options: {
  readonly repositories: LocalRepositories;
  readonly catalog: CatalogService;
}) {
  const { repositories, catalog } = options;
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
    async handler(ctx) {
      const name = checkRepositoryName(ctx.input.name);
      const source = await workspaceFolder(
        ctx.workspacePath,
        ctx.input.sourcePath ?? '.',
      );
      const files = await readFolder(source);
      if (!files.some(file => file.path === catalogFile)) {
        throw new InputError(
          `${path.posix.join(
            ctx.input.sourcePath ?? '.',
            catalogFile,
          )} is missing: the catalog cannot know the component without it.`,
        );
      }
      repositories.checkFree(name);
      if (ctx.isDryRun) {
        ctx.logger.info(
          `Dry run: ${files.length} files would be published to ${repositoryUrl(
            name,
          )}.`,
        );
        return;
      }

      const credentials = await ctx.getInitiatorCredentials();
      const commitHash = await repositories.publish({
        name,
        files,
        message: ctx.input.message ?? `Generate ${name}`,
        author: { name: 'Ameide scaffolder', email: 'scaffolder@ameide.local' },
      });
      ctx.logger.info(
        `Published ${files.length} files in the local repository ${name}, commit ${commitHash}.`,
      );

      const catalogInfoUrl = repositoryContentUrl(name, 'blob', catalogFile);
      try {
        const entityRef = await register(catalogInfoUrl, credentials);
        ctx.logger.info(`Registered ${entityRef} in the catalog.`);
        const isShown = await appears({
          catalog,
          entityRef,
          credentials,
          ...(ctx.signal ? { signal: ctx.signal } : {}),
        });
        if (!isShown) {
          ctx.logger.warn(
            `The catalog does not show ${entityRef} yet; it will when it has read the repository.`,
          );
        }
        ctx.output('remoteUrl', repositoryUrl(name));
        ctx.output('repoContentsUrl', repositoryContentUrl(name, 'tree', ''));
        ctx.output('catalogInfoUrl', catalogInfoUrl);
        ctx.output('commitHash', commitHash);
        ctx.output('entityRef', entityRef);
      } catch (error) {
        await repositories.remove(name);
        ctx.logger.error(
          `The catalog did not take ${name}; the repository was removed again. ${stringifyError(
            error,
          )}`,
        );
        throw error;
      }
    },
  });

  async function register(
    target: string,
    credentials: Parameters<CatalogService['addLocation']>[1]['credentials'],
  ): Promise<string> {
    const trial = await catalog.addLocation(
      { type: 'url', target, dryRun: true },
      { credentials },
    );
    if (trial.exists) {
      throw new ConflictError(`${target} is registered already.`);
    }
    for (const entity of trial.entities) {
      const ref = stringifyEntityRef(entity);
      const known = await catalog.getEntityByRef(ref, { credentials });
      if (known) {
        throw new ConflictError(
          `The catalog has ${ref} already, from ${
            known.metadata.annotations?.['backstage.io/managed-by-location'] ??
            'elsewhere'
          }. Choose another service id.`,
        );
      }
    }
    const component = trial.entities.find(
      entity => entity.kind === 'Component',
    );
    if (!component) {
      throw new InputError(`${target} describes no component.`);
    }
    await catalog.addLocation({ type: 'url', target }, { credentials });
    return stringifyEntityRef(component);
  }
}
