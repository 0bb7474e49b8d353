import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  scaffolderActionsExtensionPoint,
  scaffolderServiceRef,
} from '@backstage/plugin-scaffolder-node';
import { createGenerateControllerAction } from './actions/generate-controller';
import { createPublishLocalAction } from './actions/publish-local';
import { createVerifyControllerAction } from './actions/verify-controller';
import { readAmeideConfig } from './config';
import { Registration } from './publication/registration';
import { settleUnfinished } from './publication/settle-unfinished';
import { UnfinishedPublications } from './publication/unfinished-publications';
import { LocalRepositories } from './repositories/local-repositories';
import { CatalogueVerifier } from './verification/verifier';

/** Registers the actions. */
export const scaffolderModuleAmeide = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'ameide',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        tasks: scaffolderServiceRef,
      },
      async init(deps) {
        const { actions, auth, catalog, config, logger, tasks } = deps;
        const { controlPackages, repositoriesDirectory, releasesDirectory } =
          readAmeideConfig(config);
        const repositories = new LocalRepositories(repositoriesDirectory);
        const registration = new Registration({ auth, catalog });
        const unfinished = new UnfinishedPublications({
          auth,
          logger,
          registration,
          repositories,
          tasks,
        });
        const verifier = new CatalogueVerifier({ packages: controlPackages });
        deps.lifecycle.addShutdownHook(() => verifier.close());
        actions.addActions(
          createGenerateControllerAction({ releasesDirectory }),
          createVerifyControllerAction({ verifier }),
          createPublishLocalAction({ registration, repositories, verifier }),
        );
        await settleUnfinished({ ...deps, unfinished });
      },
    });
  },
});
