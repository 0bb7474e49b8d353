import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';

/** The component that a repository of this name describes. */
export function componentOf(name: string) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name },
    spec: { type: 'service', lifecycle: 'experimental', owner: 'platform' },
  };
}

/**
 * A catalog that takes every location, and shows one component once a location
 * is there for good.
 *
 * @param entities - what it finds when a location is tried; the component if not given.
 */
export function registeringCatalog(
  component = componentOf('notes'),
  entities: readonly object[] = [component],
) {
  const catalog = catalogServiceMock.mock();
  const locations = new Map<string, object>();
  catalog.addLocation.mockImplementation(async request => {
    const { target, dryRun, onConflict } = request;
    const location = {
      id: `id of ${target}`,
      type: 'url',
      target,
      entityRef: 'location:default/one',
    };
    const exists = locations.has(target);
    if (dryRun) return { location, entities: entities as never, exists };
    if (exists && onConflict !== 'refresh') {
      throw new Error(`${target} already exists`);
    }
    locations.set(target, location);
    return { location, entities: [] };
  });
  catalog.queryLocations.mockImplementation(async request => {
    const { target } = (request as { query: { target: string } }).query;
    const items = [locations.get(target) ?? []].flat() as never[];
    return { items, totalItems: items.length, pageInfo: {} };
  });
  catalog.removeLocationById.mockImplementation(async id => {
    locations.delete(id.replace('id of ', ''));
  });
  catalog.getEntityByRef.mockImplementation(async () => {
    const [target] = locations.keys();
    if (target === undefined) return undefined;
    const annotations = {
      'backstage.io/managed-by-location': `url:${target}`,
    };
    const metadata = { ...component.metadata, annotations };
    return { ...component, metadata };
  });
  return Object.assign(catalog, { locations });
}
