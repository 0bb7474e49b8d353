import {
  textAt,
  valueAt,
  type ListNode,
  type MapNode,
  type Node,
} from '../yaml/node';
import { UnsupportedFeature } from './problem';

/**
 * Lists of built-in kinds whose items a strategic merge patch joins by a key, by
 * the name of the list. Every other list is replaced as a whole.
 */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  hostAliases: ['ip'],
  imagePullSecrets: ['name'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey'],
  ports: ['containerPort', 'port'],
};

/** Groups whose kinds are built in: only these have lists that are joined. */
const BUILT_IN = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'rbac.authorization.k8s.io',
  'extensions',
]);

function directive(node: MapNode): string | undefined {
  for (const key of node.entries.keys()) {
    if (key.startsWith('$') && key !== '$patch') {
      throw new UnsupportedFeature(
        `the directive ${key} of a patch`,
        node.place,
      );
    }
  }
  return textAt(node, '$patch');
}

function withoutDirective(node: MapNode): MapNode {
  const entries = new Map(node.entries);
  entries.delete('$patch');
  return { ...node, entries };
}

function keyOf(listName: string, item: Node): string | undefined {
  for (const key of MERGE_KEYS[listName] ?? []) {
    const value = valueAt(item, key);
    if (value !== undefined) return `${key}=${value}`;
  }
  return undefined;
}

function mergedList(name: string, base: ListNode, patch: ListNode): ListNode {
  const items = [...base.items];
  for (const item of patch.items) {
    const wanted = item.type === 'map' ? directive(item) : undefined;
    if (
      wanted === 'replace' &&
      item.type === 'map' &&
      item.entries.size === 1
    ) {
      const rest = patch.items.filter(other => other !== item);
      return { ...patch, items: rest };
    }
    const key = keyOf(name, item);
    const index = items.findIndex(
      existing => key !== undefined && keyOf(name, existing) === key,
    );
    const existing = items[index];
    if (wanted === 'delete') {
      if (index >= 0) items.splice(index, 1);
    } else if (existing?.type === 'map' && item.type === 'map') {
      items[index] = merged(existing, item, true);
    } else {
      // Kustomize puts what is new before what is there.
      items.unshift(item);
    }
  }
  return { ...base, items };
}

function merged(base: MapNode, patch: MapNode, joins: boolean): MapNode {
  if (directive(patch) === 'replace') return withoutDirective(patch);
  const entries = new Map(base.entries);
  for (const [key, value] of patch.entries) {
    if (key === '$patch') continue;
    const existing = entries.get(key);
    if (value.type === 'scalar' && value.value === null) {
      entries.delete(key);
    } else if (value.type === 'map' && directive(value) === 'delete') {
      entries.delete(key);
    } else if (value.type === 'map' && existing?.type === 'map') {
      entries.set(key, merged(existing, value, joins));
    } else if (
      joins &&
      Object.hasOwn(MERGE_KEYS, key) &&
      value.type === 'list' &&
      existing?.type === 'list'
    ) {
      entries.set(key, mergedList(key, existing, value));
    } else {
      entries.set(key, value);
    }
  }
  return { ...base, entries };
}

/**
 * Applies a strategic merge patch; undefined when it takes the object away.
 * Custom resources have no lists that are joined.
 *
 * @throws UnsupportedFeature for directives other than `$patch`
 */
export function applyMergePatch(
  base: MapNode,
  patch: MapNode,
  group: string,
): MapNode | undefined {
  if (directive(patch) === 'delete') return undefined;
  const result = merged(base, patch, BUILT_IN.has(group));
  // The patch names what it is for; these are the object's own.
  const entries = new Map(result.entries);
  for (const key of ['apiVersion', 'kind']) {
    const own = base.entries.get(key);
    if (own !== undefined) entries.set(key, own);
  }
  return { ...result, entries };
}
