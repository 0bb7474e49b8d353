import { createServiceFactory } from '@backstage/backend-plugin-api';
import { urlReaderFactoriesServiceRef } from '@backstage/backend-defaults/urlReader';
import { readAmeideConfig } from './config';
import { LocalRepositories } from './repositories/local-repositories';
import { LocalUrlReader } from './repositories/local-url-reader';

/** Teaches every plugin of the backend to read local repositories. */
export default createServiceFactory({
  service: urlReaderFactoriesServiceRef,
  deps: {},
  factory:
    () =>
    ({ config, treeResponseFactory }) => {
      const { repositoriesDirectory } = readAmeideConfig(config);
      return [
        {
          predicate: LocalUrlReader.handles,
          reader: new LocalUrlReader({
            repositories: new LocalRepositories(repositoriesDirectory),
            treeResponseFactory,
          }),
        },
      ];
    },
});
