import { posix } from 'node:path';
import { isOfCluster, type Manifest, type ManifestSet } from './manifest';
import type { Manifests } from './manifests';
import { at, itemsAt, textAt, type Place } from './yaml/node';

/** Where an Argo CD Application deploys a folder to. */
interface Delivery {
  readonly path: string;
  readonly namespace: string;
  readonly place: Place;
}

/** What the Argo CD Applications of a tree deploy, and where. */
export function deliveriesOf({ sets }: Manifests): readonly Delivery[] {
  return sets.flatMap(({ manifests }) =>
    manifests.flatMap(({ group, kind, root }) => {
      if (group !== 'argoproj.io' || kind !== 'Application') return [];
      const namespace = textAt(root, 'spec', 'destination', 'namespace');
      const source = at(root, 'spec', 'source');
      const sources = [
        ...(source === undefined ? [] : [source]),
        ...itemsAt(root, 'spec', 'sources'),
      ];
      return sources.flatMap(one => {
        const path = textAt(one, 'path');
        return path === undefined || namespace === undefined
          ? []
          : [{ path: posix.normalize(path), namespace, place: root.place }];
      });
    }),
  );
}

/**
 * The namespace that an object ends up in: the one it names, else the one that
 * an Argo CD Application deploys its folder to; undefined where nothing says so,
 * or where it belongs to the cluster.
 */
export function namespaceOf(
  manifest: Manifest,
  set: ManifestSet,
  deliveries: readonly Delivery[],
): string | undefined {
  if (isOfCluster(manifest.kind)) return undefined;
  if (manifest.namespace !== undefined) return manifest.namespace;
  const folder = set.folder ?? posix.dirname(manifest.root.place.file);
  return deliveries.find(
    ({ path }) => folder === path || folder.startsWith(`${path}/`),
  )?.namespace;
}

/**
 * The environment that a namespace of the platform (`ameide-production`) or of a
 * tenant (`tenant-acme-production-cust`) belongs to; undefined for any other.
 */
export function environmentOf(namespace: string): string | undefined {
  return (
    /^ameide-([a-z0-9-]+)$/.exec(namespace)?.[1] ??
    /^tenant-.*-([a-z0-9]+)-cust$/.exec(namespace)?.[1]
  );
}
