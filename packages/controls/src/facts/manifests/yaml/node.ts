/** Where something was written: the line that introduces it, from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/**
 * A value of a manifest that knows where it was written. The place of an entry
 * is the line of its key; what a patch or an anchor brings in keeps the place
 * that it came from.
 */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Place;
  /** The text of a block (`|` or `>`) begins on the line after the place. */
  readonly block?: true;
}

export interface ListNode {
  readonly type: 'list';
  readonly items: readonly Node[];
  readonly place: Place;
}

/** Keys are held in a Map, so that a key such as `__proto__` is a key like any other. */
export interface MapNode {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, Node>;
  readonly place: Place;
}

/** The node at a path of keys; undefined where there is none or where it is null. */
export function at(
  node: Node | undefined,
  ...keys: readonly string[]
): Node | undefined {
  let inner = node;
  for (const key of keys) {
    inner = inner?.type === 'map' ? inner.entries.get(key) : undefined;
  }
  return inner?.type === 'scalar' && inner.value === null ? undefined : inner;
}

/** The items of the list at a path; none where there is no list. */
export function itemsAt(
  node: Node | undefined,
  ...keys: readonly string[]
): readonly Node[] {
  const list = at(node, ...keys);
  return list?.type === 'list' ? list.items : [];
}

/** The entries of the map at a path; none where there is no map. */
export function entriesAt(
  node: Node | undefined,
  ...keys: readonly string[]
): ReadonlyMap<string, Node> {
  const map = at(node, ...keys);
  return map?.type === 'map' ? map.entries : new Map();
}

/** The plain value at a path; undefined where there is none, a list or a map. */
export function valueAt(
  node: Node | undefined,
  ...keys: readonly string[]
): string | number | boolean | undefined {
  const scalar = at(node, ...keys);
  return scalar?.type === 'scalar' && scalar.value !== null
    ? scalar.value
    : undefined;
}

/** The text at a path; undefined where there is none. */
export function textAt(
  node: Node | undefined,
  ...keys: readonly string[]
): string | undefined {
  const value = valueAt(node, ...keys);
  return typeof value === 'string' ? value : undefined;
}

/** The texts of the list at a path. */
export function textsAt(
  node: Node | undefined,
  ...keys: readonly string[]
): readonly string[] {
  return itemsAt(node, ...keys).flatMap(item => textAt(item) ?? []);
}

/** The map of texts at a path, as labels are. */
export function textMapAt(
  node: Node | undefined,
  ...keys: readonly string[]
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of entriesAt(node, ...keys)) {
    const text = textAt(value);
    if (text !== undefined) texts.set(key, text);
  }
  return texts;
}

/** The line of the innermost part of a path that exists: where something missing would belong. */
export function placeAt(node: Node, ...keys: readonly string[]): Place {
  let inner = node;
  for (const key of keys) {
    const next = inner.type === 'map' ? inner.entries.get(key) : undefined;
    if (next === undefined) break;
    inner = next;
  }
  return inner.place;
}

/** Every text within a node, with the keys that lead to it. */
export function* textsWithin(
  node: Node,
  path: readonly string[] = [],
): Generator<{
  readonly path: readonly string[];
  readonly text: string;
  readonly node: ScalarNode;
}> {
  if (node.type === 'scalar') {
    if (typeof node.value === 'string') yield { path, text: node.value, node };
  } else if (node.type === 'list') {
    for (const [index, item] of node.items.entries()) {
      yield* textsWithin(item, [...path, `${index}`]);
    }
  } else {
    for (const [key, value] of node.entries) {
      yield* textsWithin(value, [...path, key]);
    }
  }
}

/** A node as plain data: maps have no prototype. */
export function plain(node: Node): unknown {
  if (node.type === 'scalar') return node.value;
  if (node.type === 'list') return node.items.map(plain);
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of node.entries) object[key] = plain(value);
  return object;
}

/** A node of plain data, every part of it at one place. */
export function nodeOf(value: unknown, place: Place): Node {
  if (Array.isArray(value)) {
    return {
      type: 'list',
      items: value.map(item => nodeOf(item, place)),
      place,
    };
  }
  if (typeof value === 'object' && value !== null) {
    return {
      type: 'map',
      entries: new Map(
        Object.entries(value).map(([key, inner]) => [
          key,
          nodeOf(inner, place),
        ]),
      ),
      place,
    };
  }
  return {
    type: 'scalar',
    value:
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
        ? value
        : null,
    place,
  };
}

/** The same map with one entry more, another, or (undefined) without it. */
export function withEntry(
  map: MapNode,
  key: string,
  value: Node | undefined,
): MapNode {
  const entries = new Map(map.entries);
  if (value === undefined) entries.delete(key);
  else entries.set(key, value);
  return { ...map, entries };
}
