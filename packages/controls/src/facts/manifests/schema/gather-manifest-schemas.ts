import type { SourceTree } from '../../../source/source-tree';
import { available, unavailable, type Fact } from '../../fact';
import type { Facts } from '../../facts';
import { nameOf, type Manifest } from '../manifest';
import {
  placeAt,
  plain,
  type MapNode,
  type Node,
  type Place,
} from '../yaml/node';
import { loadValidator } from './load-validator';
import type { SchemaViolation } from './schema-violation';
import { watched } from './watched';

function keysOf(pointer: string): readonly string[] {
  return pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function childOf(node: Node, key: string): Node | undefined {
  if (node.type === 'list') return node.items[Number(key)];
  return node.type === 'map' ? node.entries.get(key) : undefined;
}

/** The line of what a path of keys and indices leads to, or of what is nearest to it. */
function placeOf(root: MapNode, path: readonly string[]): Place {
  let node: Node = root;
  for (const key of path) {
    const next = childOf(node, key);
    if (next === undefined) break;
    node = next;
  }
  return node.place;
}

/** What an object holds that its kind does not allow. */
export function schemaViolationsOf(
  manifest: Manifest,
): readonly SchemaViolation[] {
  const { root } = manifest;
  const violation = (
    path: readonly string[],
    message: string,
    place = placeOf(root, path),
  ): SchemaViolation => ({
    object: nameOf(manifest),
    path: path.join('.'),
    message,
    place,
  });
  const validator = loadValidator(manifest);
  if (validator === undefined) return [];
  if (validator === 'no-such-kind') {
    return [
      violation(
        ['kind'],
        `is a kind that ${manifest.apiVersion} does not have`,
        placeAt(root, 'kind'),
      ),
    ];
  }
  const data = plain(root);
  if (typeof data !== 'object' || data === null) return [];
  const watch = watched(data);
  const errors = validator(watch.object).map(({ instancePath, message }) =>
    violation(keysOf(instancePath), message),
  );
  const unknown = watch
    .unknownKeys()
    .map(path => violation(path, 'is a field that its kind does not have'));
  return [...errors, ...unknown];
}

/** Validates every object by the schema of its kind. What a patch brings in is found at the patch. */
export function gatherManifestSchemas(
  _tree: SourceTree,
  { manifests }: Partial<Facts>,
): Fact<readonly SchemaViolation[]> {
  if (manifests === undefined)
    return unavailable('manifests were not gathered');
  if (manifests.state !== 'available') return manifests;
  return available(
    manifests.value.sets.flatMap(({ manifests: objects }) =>
      objects.flatMap(schemaViolationsOf),
    ),
  );
}
