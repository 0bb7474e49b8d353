import { isMap, isNode, isScalar, visit, type Document, type Node } from 'yaml';
import type { SourceTree } from '../../source/source-tree';
import type { Claim } from './metadata';
import { readDocuments } from './read-document';

export const KIND_LABEL = 'ameide.io/primitive-kind';
export const CATALOG_FILE = 'catalog-info.yaml';

/** The same label in the path of a JSON patch. */
const KIND_LABEL_IN_PATCH = `/${KIND_LABEL.replace('/', '~1')}`;

/** Keys of a map that gives labels; selectors only ask for them. */
const GIVES_LABELS: ReadonlySet<string> = new Set([
  'labels',
  'commonLabels',
  'pairs',
]);

/** Every kind that the labels of the tree's manifests and catalog entities give. */
export function claimedKinds(tree: SourceTree): readonly Claim[] {
  const claims: Claim[] = [];
  for (const [file, content] of tree.files) {
    if (!/\.ya?ml$/.test(file)) continue;
    const mentions = ['/primitive-kind', '~1primitive-kind'].some(text =>
      Buffer.from(
        content.buffer,
        content.byteOffset,
        content.byteLength,
      ).includes(text),
    );
    if (!mentions) continue;
    const read = readDocuments(file, content);
    if ('problem' in read) continue;
    for (const document of read.documents) {
      for (const node of kindsIn(document)) {
        claims.push({
          value: String(node.value),
          file,
          line: read.lineOf(node.range?.[0] ?? 0),
        });
      }
    }
  }
  return claims;
}

interface Value {
  readonly value: unknown;
  readonly range?: Node['range'];
}

function kindsIn(document: Document): Value[] {
  const found: Value[] = [];
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isScalar(pair.key) || pair.key.value !== KIND_LABEL) return;
      // …, the pair of the map, the map that holds this pair.
      const holder = ancestors[ancestors.length - 2];
      const key = holder && 'key' in holder ? holder.key : undefined;
      if (!isScalar(key) || !GIVES_LABELS.has(String(key.value))) return;
      if (isScalar(pair.value)) found.push(asValue(pair.value));
    },
    Map: (_, map) => {
      const path = map.get('path');
      const value = map.get('value', true);
      if (
        typeof path === 'string' &&
        path.endsWith(KIND_LABEL_IN_PATCH) &&
        isScalar(value)
      ) {
        found.push(asValue(value));
      }
    },
  });
  return found;
}

function asValue(node: { value: unknown; range?: Node['range'] }): Value {
  return { value: node.value, range: node.range ?? null };
}

/** What the catalog is told that the service's components are called. */
export function catalogNames(tree: SourceTree): readonly Claim[] {
  const content = tree.files.get(CATALOG_FILE);
  if (content === undefined) return [];
  const read = readDocuments(CATALOG_FILE, content);
  if ('problem' in read) return [];
  return read.documents.flatMap(({ contents }): Claim[] => {
    if (!isMap(contents) || contents.get('kind') !== 'Component') return [];
    const name = contents.getIn(['metadata', 'name'], true);
    if (!isNode(name) || !isScalar(name)) return [];
    return [
      {
        value: String(name.value),
        file: CATALOG_FILE,
        line: read.lineOf(name.range?.[0] ?? 0),
      },
    ];
  });
}
