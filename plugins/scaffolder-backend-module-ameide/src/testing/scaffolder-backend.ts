import type { Server } from 'node:http';
import {
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import scaffolder from '@backstage/plugin-scaffolder-backend';
import request from 'supertest';
import ameide from '..';
import { registeringCatalog } from './registering-catalog';

/** The releases of this repository; `yarn test` and `yarn build:releases` build them. */
export const releasesDirectory = resolvePackagePath(
  '@ameide/plugin-scaffolder-backend-module-ameide',
  '../../.ameide/releases',
);

/** A template as ours, without its form. */
const templateWith = (between: readonly object[]) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'domain-controller' },
  spec: {
    type: 'service',
    parameters: [],
    steps: [
      {
        id: 'generate',
        name: 'Generate',
        action: 'ameide:controller:generate',
        input: {
          template: 'domain-controller',
          values: '${{ parameters.values }}',
        },
      },
      ...between,
      {
        id: 'publish',
        name: 'Publish',
        action: 'ameide:git:publish-local',
        input: { name: '${{ steps.generate.output.name }}' },
      },
    ],
    output: { summary: '${{ steps.generate.output.summary }}' },
  },
});

/** What a run is given, and whether the policy allows a permission. */
export interface ScaffolderOptions {
  /** Absolute paths. */
  readonly repositories: string;
  readonly workspaces: string;
  /** The secrets of every run. */
  readonly secrets: Readonly<Record<string, string>>;
  /** By the name of the permission; everything is allowed if not given. */
  readonly isAllowed?: (permission: string) => boolean;
  /** Steps of the template between generation and publication. */
  readonly between?: readonly object[];
}

/**
 * Starts Backstage's own scaffolder, as it is installed, with our actions. Only
 * catalog and policy are not Backstage's.
 */
export async function startScaffolder(options: ScaffolderOptions) {
  const template = templateWith(options.between ?? []);
  const catalog = registeringCatalog();
  const shown = catalog.getEntityByRef.getMockImplementation();
  catalog.getEntityByRef.mockImplementation(async (ref, rest) =>
    typeof ref === 'object' && ref.kind === 'template'
      ? template
      : shown?.(ref, rest),
  );
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const decide = async (
    queries: readonly { readonly permission: { readonly name: string } }[],
  ): Promise<DefinitivePolicyDecision[]> =>
    queries.map(({ permission }) =>
      options.isAllowed?.(permission.name) ?? true
        ? { result: AuthorizeResult.ALLOW }
        : { result: AuthorizeResult.DENY },
    );
  const backend = await startTestBackend({
    features: [
      scaffolder,
      ameide,
      logger.factory,
      mockServices.permissions.mock({
        authorize: decide,
        authorizeConditional: decide,
      }).factory,
      createServiceFactory({
        service: catalogServiceRef,
        deps: {},
        factory: () => catalog,
      }),
      mockServices.rootConfig.factory({
        data: {
          backend: { workingDirectory: options.workspaces },
          permission: { enabled: true },
          ameide: {
            repositories: { directory: options.repositories },
            releases: { directory: releasesDirectory },
          },
        },
      }),
    ],
  });
  const server = backend.server as unknown as Server;
  const call = (method: 'get' | 'post', address: string) =>
    request(server)
      [method](`/api/scaffolder${address}`)
      .set('authorization', mockCredentials.user.header());

  return {
    catalog,
    stop: () => backend.stop(),
    /** Everything that the backend has logged so far. */
    logged: () =>
      [logger.debug, logger.info, logger.warn, logger.error]
        .flatMap(level => level.mock.calls.flat())
        .map(part =>
          part instanceof Error ? String(part.stack) : JSON.stringify(part),
        )
        .join('\n'),
    dryRun: (values: unknown) =>
      call('post', '/v2/dry-run').send({
        template,
        values: { values },
        secrets: options.secrets,
        directoryContents: [],
      }),
    createTask: (values: unknown) =>
      call('post', '/v2/tasks').send({
        templateRef: 'template:default/domain-controller',
        values: { values },
        secrets: options.secrets,
      }),
    /** Waits for the end of a task; gives everything that a reader of it gets. */
    readTask: async (id: string) => {
      for (;;) {
        const { body: task } = await call('get', `/v2/tasks/${id}`);
        if (task.status !== 'open' && task.status !== 'processing') {
          const { body: list } = await call('get', '/v2/tasks');
          const { body: events } = await call('get', `/v2/tasks/${id}/events`);
          return { task, list, events };
        }
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    },
  };
}
