import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { readAmeideConfig } from '../config';
import { LocalRepositories } from '../repositories/local-repositories';
import { createSourceRouter } from './source-router';

/** Serves the files of local repositories below `/api/ameide-source`. */
export default createBackendPlugin({
  pluginId: 'ameide-source',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ catalog, config, httpAuth, httpRouter }) {
        const { repositoriesDirectory } = readAmeideConfig(config);
        httpRouter.use(
          createSourceRouter({
            repositories: new LocalRepositories(repositoriesDirectory),
            catalog,
            httpAuth,
          }),
        );
      },
    });
  },
});
