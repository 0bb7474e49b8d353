import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

const component = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'notes' },
  spec: { type: 'service', lifecycle: 'experimental', owner: 'platform' },
};

/** A catalog that takes every location and shows one component for it. */
export function registeringCatalog() {
  const catalog = catalogServiceMock.mock();
  catalog.addLocation.mockImplementation(async ({ target, dryRun }) => ({
    location: { id: '1', type: 'url', target, entityRef: 'location:default/1' },
    entities: dryRun ? [component] : [],
    ...(dryRun ? { exists: false } : {}),
  }));
  catalog.getEntityByRef.mockImplementation(async () =>
    catalog.addLocation.mock.calls.some(([location]) => !location.dryRun)
      ? component
      : undefined,
  );
  return catalog;
}
