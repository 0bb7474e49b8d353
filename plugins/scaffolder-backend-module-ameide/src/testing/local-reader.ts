import { mockServices } from '@backstage/backend-test-utils';
import { UrlReaders } from '@backstage/backend-defaults/urlReader';
import type { LocalRepositories } from '../repositories/local-repositories';
import { LocalUrlReader } from '../repositories/local-url-reader';

/** A reader of addresses as plugins have it, which knows local repositories and nothing else. */
export function localReader(repositories: LocalRepositories) {
  return UrlReaders.create({
    config: mockServices.rootConfig(),
    logger: mockServices.logger.mock(),
    factories: [
      ({ treeResponseFactory }) => [
        {
          predicate: LocalUrlReader.handles,
          reader: new LocalUrlReader({ repositories, treeResponseFactory }),
        },
      ],
    ],
  });
}
