import type { MapNode, Node } from '../yaml/node';

/**
 * Changes what stands at a path of keys, where `*` means every item of a list.
 * With `create`, maps that are missing on the way are made; otherwise a path
 * that leads nowhere changes nothing.
 */
export function changeAt(
  node: Node,
  path: readonly string[],
  change: (node: Node | undefined, parent: Node) => Node | undefined,
  create = false,
): Node {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  if (key === '*') {
    if (node.type !== 'list') return node;
    return {
      ...node,
      items: node.items.map(item =>
        rest.length === 0
          ? change(item, node) ?? item
          : changeAt(item, rest, change, create),
      ),
    };
  }
  if (node.type !== 'map') return node;
  const existing = node.entries.get(key);
  if (existing === undefined && !create) return node;
  const inner: Node = existing ?? emptyMap(node);
  const replaced =
    rest.length === 0
      ? change(existing, node)
      : changeAt(inner, rest, change, create);
  if (replaced === undefined) return node;
  const entries = new Map(node.entries);
  entries.set(key, replaced);
  return { ...node, entries };
}

function emptyMap(parent: Node): MapNode {
  return { type: 'map', entries: new Map(), place: parent.place };
}

/** The entries of one map laid over those of another. */
export function overlaid(
  base: Node | undefined,
  over: ReadonlyMap<string, Node>,
  parent: Node,
): MapNode {
  const map = base?.type === 'map' ? base : emptyMap(base ?? parent);
  return { ...map, entries: new Map([...map.entries, ...over]) };
}
