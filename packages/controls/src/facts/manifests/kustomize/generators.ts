import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  textsAt,
  type MapNode,
  type Node,
  type Place,
} from '../yaml/node';
import { BrokenKustomization, UnsupportedFeature } from './problem';

/** Reads a file that a kustomization names, as text. */
export type ReadText = (path: string, node: Node) => string;

const FIELDS = new Set([
  'name',
  'namespace',
  'literals',
  'files',
  'envs',
  'env',
  'options',
  'type',
  'behavior',
]);

function scalar(value: string, place: Place): Node {
  return { type: 'scalar', value, place };
}

function map(
  entries: readonly (readonly [string, Node])[],
  place: Place,
): MapNode {
  return { type: 'map', entries: new Map(entries), place };
}

function split(pair: string, node: Node): readonly [string, string] {
  const equals = pair.indexOf('=');
  if (equals <= 0) {
    throw new BrokenKustomization(
      `${JSON.stringify(pair)} is no key=value`,
      node.place,
    );
  }
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}

function dataOf(
  rule: Node,
  read: ReadText,
): readonly (readonly [string, Node])[] {
  const data: (readonly [string, Node])[] = [];
  for (const literal of itemsAt(rule, 'literals')) {
    const [key, value] = split(textAt(literal) ?? '', literal);
    data.push([
      key,
      scalar(value.replace(/^(['"])(.*)\1$/s, '$2'), literal.place),
    ]);
  }
  for (const entry of itemsAt(rule, 'files')) {
    const text = textAt(entry) ?? '';
    const [key, path] = text.includes('=')
      ? split(text, entry)
      : [text.slice(text.lastIndexOf('/') + 1), text];
    data.push([key, scalar(read(path, entry), entry.place)]);
  }
  const single = at(rule, 'env');
  const environments = [
    ...itemsAt(rule, 'envs'),
    ...(single === undefined ? [] : [single]),
  ];
  for (const entry of environments) {
    for (const line of read(textAt(entry) ?? '', entry).split(/\r?\n/)) {
      if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
      const [key, value] = split(line.trimStart(), entry);
      data.push([key, scalar(value, entry.place)]);
    }
  }
  return data;
}

/**
 * The objects of `configMapGenerator` or `secretGenerator`. Their names are kept
 * without the hash that Kustomize appends, in the objects and in what refers to
 * them alike.
 */
export function generated(
  kustomization: Node,
  kind: 'ConfigMap' | 'Secret',
  read: ReadText,
): readonly MapNode[] {
  const field = kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator';
  return itemsAt(kustomization, field).map(rule => {
    for (const [key, value] of entriesAt(rule)) {
      if (!FIELDS.has(key)) {
        throw new UnsupportedFeature(
          `the field ${key} of ${field}`,
          value.place,
        );
      }
    }
    const behavior = textAt(rule, 'behavior') ?? 'create';
    if (behavior !== 'create') {
      throw new UnsupportedFeature(
        `${field} with behavior ${behavior}`,
        rule.place,
      );
    }
    const metadata: (readonly [string, Node])[] = [
      ['name', at(rule, 'name') ?? scalar('', rule.place)],
    ];
    const namespace = at(rule, 'namespace');
    if (namespace !== undefined) metadata.push(['namespace', namespace]);
    for (const options of [
      at(kustomization, 'generatorOptions'),
      at(rule, 'options'),
    ]) {
      for (const part of ['labels', 'annotations']) {
        const texts = at(options, part);
        if (texts !== undefined) metadata.push([part, texts]);
      }
    }
    const data = map(dataOf(rule, read), rule.place);
    const type = textsAt(rule, 'type');
    return map(
      [
        ['apiVersion', scalar('v1', rule.place)],
        ['kind', scalar(kind, rule.place)],
        ['metadata', map(metadata, rule.place)],
        ...(kind === 'Secret' && type.length > 0
          ? [['type', scalar(type[0] ?? '', rule.place)] as const]
          : []),
        [kind === 'ConfigMap' ? 'data' : 'stringData', data],
      ],
      rule.place,
    );
  });
}
