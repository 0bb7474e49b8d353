import { createBackendModule } from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { SourceLocationProcessor } from './source-location-processor';

/** Teaches the catalog where the source of components in local repositories is. */
export default createBackendModule({
  pluginId: 'catalog',
  moduleId: 'ameide-source-location',
  register(env) {
    env.registerInit({
      deps: { processing: catalogProcessingExtensionPoint },
      async init({ processing }) {
        processing.addProcessor(new SourceLocationProcessor());
      },
    });
  },
});
