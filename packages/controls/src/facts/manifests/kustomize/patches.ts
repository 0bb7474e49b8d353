import { manifestOf, type Manifest } from '../manifest';
import { at, textAt, type MapNode, type Node } from '../yaml/node';
import { applyJsonPatch } from './json-patch';
import { applyMergePatch } from './merge-patch';
import { BrokenKustomization } from './problem';

/** The same object with another content. */
export function withRoot(manifest: Manifest, root: MapNode): Manifest {
  const read = manifestOf(root) ?? { ...manifest, root };
  return manifest.generated ? { ...read, generated: true } : read;
}

/** Applies a patch to one object; undefined where the patch takes it away. */
function patchedObject(manifest: Manifest, patch: Node): Manifest | undefined {
  if (patch.type === 'list') {
    return withRoot(manifest, applyJsonPatch(manifest.root, patch));
  }
  if (patch.type !== 'map') {
    throw new BrokenKustomization('is no patch', patch.place);
  }
  // With a target, the patch's own name and namespace say nothing.
  const metadata = at(patch, 'metadata');
  const bare: MapNode =
    metadata?.type === 'map'
      ? {
          ...patch,
          entries: new Map(patch.entries).set('metadata', {
            ...metadata,
            entries: new Map(
              [...metadata.entries].filter(
                ([key]) => key !== 'name' && key !== 'namespace',
              ),
            ),
          }),
        }
      : patch;
  const root = applyMergePatch(manifest.root, bare, manifest.group);
  return root && withRoot(manifest, root);
}

/**
 * Applies patches, operations or strategic merges, to the objects of a target.
 *
 * @param count - is told of every patch that is applied, and may throw
 */
export function patchedByTarget(
  manifests: readonly Manifest[],
  matches: (manifest: Manifest) => boolean,
  patches: readonly Node[],
  count: (patch: Node) => void,
): readonly Manifest[] {
  return manifests.flatMap(manifest => {
    if (!matches(manifest)) return [manifest];
    let current: Manifest | undefined = manifest;
    for (const patch of patches) {
      count(patch);
      if (current !== undefined) current = patchedObject(current, patch);
    }
    return current ?? [];
  });
}

/**
 * Applies strategic merge patches to the objects that they name themselves.
 *
 * @param count - is told of every patch that is applied, and may throw
 * @throws BrokenKustomization where there is no such object
 */
export function patchedByName(
  manifests: readonly Manifest[],
  patches: readonly Node[],
  count: (patch: Node) => void,
): readonly Manifest[] {
  return patches.reduce((current, patch) => {
    if (patch.type !== 'map') {
      throw new BrokenKustomization('operations need a target', patch.place);
    }
    const kind = textAt(patch, 'kind');
    const name = textAt(patch, 'metadata', 'name');
    const group = manifestOf(patch)?.group;
    let met = false;
    const patched = current.flatMap(manifest => {
      if (
        manifest.kind !== kind ||
        manifest.name !== name ||
        manifest.group !== group
      ) {
        return [manifest];
      }
      met = true;
      count(patch);
      const root = applyMergePatch(manifest.root, patch, manifest.group);
      return root === undefined ? [] : [withRoot(manifest, root)];
    });
    if (!met) {
      throw new BrokenKustomization(
        `there is no ${kind}/${name} to patch`,
        patch.place,
      );
    }
    return patched;
  }, manifests);
}
