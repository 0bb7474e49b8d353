import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  getEntitySourceLocation,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { EntityIconLinkBlueprint } from '@backstage/plugin-catalog-react/alpha';
import {
  ScmIntegrationIcon,
  scmIntegrationsApiRef,
} from '@backstage/integration-react';
import { useApi } from '@backstage/core-plugin-api';
import { sourcePageOf } from './source-address';

/** Takes the place of the catalog's own link: local repositories open here. */
function useViewSource() {
  const { entity } = useEntity();
  const location = getEntitySourceLocation(
    entity,
    useApi(scmIntegrationsApiRef),
  );
  const target = location?.locationTargetUrl;
  const href = target && (sourcePageOf(target) ?? target);
  return {
    label: 'View source',
    icon: <ScmIntegrationIcon type={location?.integrationType ?? ''} />,
    disabled: !href,
    ...(href ? { href } : {}),
  };
}

export const viewSourceModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [
    EntityIconLinkBlueprint.make({
      name: 'view-source',
      params: { useProps: useViewSource },
    }),
  ],
});
