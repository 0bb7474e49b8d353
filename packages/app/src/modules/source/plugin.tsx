import {
  ApiBlueprint,
  createFrontendPlugin,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { SourceClient, sourceApiRef } from './source-api';
import { sourcePath } from './source-address';

const rootRouteRef = createRouteRef();

/** Page and client for the source of local repositories. */
export const sourcePlugin = createFrontendPlugin({
  pluginId: 'ameide-source',
  title: 'Source',
  routes: { root: rootRouteRef },
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({
          api: sourceApiRef,
          deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
          factory: deps => new SourceClient(deps),
        }),
    }),
    PageBlueprint.make({
      params: {
        path: sourcePath,
        title: 'Source',
        routeRef: rootRouteRef,
        loader: () => import('./SourcePage').then(page => <page.SourcePage />),
      },
    }),
  ],
});
