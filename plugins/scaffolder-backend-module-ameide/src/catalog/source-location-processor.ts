import {
  ANNOTATION_SOURCE_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import type {
  CatalogProcessor,
  LocationSpec,
} from '@backstage/plugin-catalog-node';
import {
  isRepositoryUrl,
  parseRepositoryUrl,
  repositoryContentUrl,
} from '../repositories/repository-url';

/**
 * Tells where the source of an entity from a local repository is: the catalog
 * knows this by itself only for the Git hosts that Backstage has integrations
 * for. What an entity says about itself is kept.
 */
export class SourceLocationProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'AmeideSourceLocationProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
  ): Promise<Entity> {
    if (
      location.type !== 'url' ||
      !isRepositoryUrl(location.target) ||
      entity.metadata.annotations?.[ANNOTATION_SOURCE_LOCATION]
    ) {
      return entity;
    }
    const { name } = parseRepositoryUrl(location.target);
    return {
      ...entity,
      metadata: {
        ...entity.metadata,
        annotations: {
          ...entity.metadata.annotations,
          [ANNOTATION_SOURCE_LOCATION]: `url:${repositoryContentUrl(
            name,
            'tree',
            '',
          )}`,
        },
      },
    };
  }
}
