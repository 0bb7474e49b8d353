import {
  at,
  plain,
  textAt,
  withEntry,
  type ListNode,
  type MapNode,
  type Node,
} from '../yaml/node';
import { BrokenKustomization } from './problem';

/** `/metadata/annotations/a~1b` as keys. */
function keysOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function indexIn(key: string, last: number): number | undefined {
  if (key === '-') return last;
  if (!/^(?:0|[1-9]\d{0,5})$/.test(key)) return undefined;
  const index = Number(key);
  return index <= last ? index : undefined;
}

function child(node: Node, key: string): Node | undefined {
  if (node.type === 'map') return node.entries.get(key);
  if (node.type !== 'list') return undefined;
  const index = indexIn(key, node.items.length - 1);
  return index === undefined ? undefined : node.items[index];
}

type Change = (
  parent: MapNode | ListNode,
  key: string,
) => MapNode | ListNode | undefined;

/** Changes the parent of what a path names; undefined where the path leads nowhere. */
function changed(
  node: Node,
  keys: readonly string[],
  change: Change,
): Node | undefined {
  const [key, ...rest] = keys;
  if (key === undefined || node.type === 'scalar') return undefined;
  if (rest.length === 0) return change(node, key);
  const inner = child(node, key);
  const replaced = inner && changed(inner, rest, change);
  if (replaced === undefined) return undefined;
  if (node.type === 'map') return withEntry(node, key, replaced);
  return {
    ...node,
    items: node.items.map(item => (item === inner ? replaced : item)),
  };
}

function adding(value: Node): Change {
  return (parent, key) => {
    if (parent.type === 'map') return withEntry(parent, key, value);
    const index = indexIn(key, parent.items.length);
    return index === undefined
      ? undefined
      : { ...parent, items: parent.items.toSpliced(index, 0, value) };
  };
}

const removing: Change = (parent, key) => {
  if (child(parent, key) === undefined) return undefined;
  if (parent.type === 'map') return withEntry(parent, key, undefined);
  const index = indexIn(key, parent.items.length - 1);
  return index === undefined
    ? undefined
    : { ...parent, items: parent.items.toSpliced(index, 1) };
};

function replacing(value: Node): Change {
  return (parent, key) => {
    if (child(parent, key) === undefined) return undefined;
    if (parent.type === 'map') return withEntry(parent, key, value);
    const index = indexIn(key, parent.items.length - 1);
    return index === undefined
      ? undefined
      : { ...parent, items: parent.items.with(index, value) };
  };
}

function valueAtPointer(root: Node, pointer: string): Node | undefined {
  return keysOf(pointer).reduce<Node | undefined>(
    (node, key) => node && child(node, key),
    root,
  );
}

function applied(root: Node, operation: Node): Node | undefined {
  const keys = keysOf(textAt(operation, 'path') ?? '');
  const given =
    operation.type === 'map' ? operation.entries.get('value') : undefined;
  const from = textAt(operation, 'from') ?? '';
  switch (textAt(operation, 'op')) {
    case 'add':
      return given && changed(root, keys, adding(given));
    case 'replace':
      return given && changed(root, keys, replacing(given));
    case 'remove':
      return changed(root, keys, removing);
    case 'copy': {
      const value = valueAtPointer(root, from);
      return value && changed(root, keys, adding(value));
    }
    case 'move': {
      const value = valueAtPointer(root, from);
      const without = value && changed(root, keysOf(from), removing);
      return value && without && changed(without, keys, adding(value));
    }
    case 'test': {
      const value = valueAtPointer(root, textAt(operation, 'path') ?? '');
      return value &&
        given &&
        JSON.stringify(plain(value)) === JSON.stringify(plain(given))
        ? root
        : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Applies the operations of RFC 6902. What they bring in keeps the place of the
 * patch.
 *
 * @throws BrokenKustomization for an operation that does not apply
 */
export function applyJsonPatch(root: MapNode, patch: ListNode): MapNode {
  let patched: Node = root;
  for (const operation of patch.items) {
    const result = applied(patched, operation);
    if (result === undefined) {
      throw new BrokenKustomization(
        `the patch ${textAt(operation, 'op')} ${textAt(
          operation,
          'path',
        )} does not apply to ${textAt(root, 'kind')}/${textAt(
          root,
          'metadata',
          'name',
        )}`,
        (at(operation, 'path') ?? operation).place,
      );
    }
    patched = result;
  }
  if (patched.type !== 'map') {
    throw new BrokenKustomization('a patch leaves no object', patch.place);
  }
  return patched;
}
