import type { ManifestSet } from '../../facts/manifests/manifest';
import { workloadsOf } from '../../facts/manifests/workload';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  type Node,
  type Place,
} from '../../facts/manifests/yaml/node';

/** What says that CI has not built the image of an environment yet. */
export const PLACEHOLDER_ANNOTATION = 'ameide.io/image';
export const PLACEHOLDER = 'not-built';

/** A place where an image is named, or should be. */
export interface ImageUse {
  /** `Deployment/orders service`. */
  readonly subject: string;
  readonly image?: string;
  readonly pullPolicy?: string;
  readonly place: Place;
  /** No image, and the object says that none has been built. */
  readonly notBuilt: boolean;
}

function use(subject: string, owner: Node, field: string): ImageUse {
  const image = textAt(owner, field);
  const pullPolicy = textAt(owner, 'imagePullPolicy');
  return {
    subject,
    place: placeAt(owner, field),
    notBuilt: false,
    ...(image === undefined ? {} : { image }),
    ...(pullPolicy === undefined ? {} : { pullPolicy }),
  };
}

/** Every image that a set runs or mounts: of containers, of image volumes, of databases. */
export function imagesOf(set: ManifestSet): readonly ImageUse[] {
  const ofWorkloads = workloadsOf(set.manifests).flatMap(
    ({ title, manifest, pod, containers }) => {
      const placeholder =
        textAt(
          manifest.root,
          'metadata',
          'annotations',
          PLACEHOLDER_ANNOTATION,
        ) === PLACEHOLDER;
      return [
        ...containers.map(({ name, node, sort }) => ({
          ...use(`${title} ${name}`, node, 'image'),
          notBuilt:
            placeholder &&
            sort === 'containers' &&
            at(node, 'image') === undefined,
        })),
        ...itemsAt(pod, 'volumes').flatMap(volume => {
          const image = at(volume, 'image');
          return image === undefined
            ? []
            : [
                use(
                  `${title} volume ${textAt(volume, 'name')}`,
                  image,
                  'reference',
                ),
              ];
        }),
      ];
    },
  );
  const ofDatabases = set.manifests.flatMap(({ group, kind, name, root }) => {
    if (group !== 'postgresql.cnpg.io') return [];
    const spec = at(root, 'spec');
    if (
      kind === 'Cluster' &&
      at(spec, 'imageName') !== undefined &&
      spec !== undefined
    ) {
      return [use(`Cluster/${name}`, spec, 'imageName')];
    }
    return kind.endsWith('ImageCatalog')
      ? itemsAt(spec, 'images').map((image, index) =>
          use(`${kind}/${name} ${index}`, image, 'image'),
        )
      : [];
  });
  return [...ofWorkloads, ...ofDatabases];
}
