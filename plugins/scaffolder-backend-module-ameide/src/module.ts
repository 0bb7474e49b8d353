import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import { createGenerateControllerAction } from './actions/generate-controller';
import { createPublishLocalAction } from './actions/publish-local';
import { readAmeideConfig } from './config';
import { LocalRepositories } from './repositories/local-repositories';

/** Registers the actions. */
export const scaffolderModuleAmeide = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'ameide',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
      },
      async init({ actions, catalog, config }) {
        const { repositoriesDirectory, releasesDirectory } =
          readAmeideConfig(config);
        actions.addActions(
          createGenerateControllerAction({ releasesDirectory }),
          createPublishLocalAction({
            catalog,
            repositories: new LocalRepositories(repositoriesDirectory),
          }),
        );
      },
    });
  },
});
