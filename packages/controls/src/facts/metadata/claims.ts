import { isMap, isScalar, visit, type Document, type Node } from 'yaml';
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

/** What the manifests and catalog entities of a tree say that the service is. */
export interface TreeClaims {
  /** Every kind that labels give. */
  readonly kinds: readonly Claim[];
  /** What the catalog is told that the service's components are called. */
  readonly names: readonly Claim[];
}

/** Reads each file that says something once. */
export function claimsOf(tree: SourceTree): TreeClaims {
  const kinds: Claim[] = [];
  const names: Claim[] = [];
  for (const [file, content] of tree.files) {
    if (!/\.ya?ml$/.test(file)) continue;
    if (file !== CATALOG_FILE && !mentionsKind(content)) continue;
    const read = readDocuments(file, content);
    if ('problem' in read) continue;
    const claim = ({ value, range }: Value): Claim => ({
      value: String(value),
      file,
      line: read.lineOf(range?.[0] ?? 0),
    });
    for (const document of read.documents) {
      kinds.push(...kindsIn(document).map(claim));
      if (file === CATALOG_FILE) {
        names.push(...componentNamesIn(document).map(claim));
      }
    }
  }
  return { kinds, names };
}

function mentionsKind(content: Uint8Array): boolean {
  const bytes = Buffer.from(
    content.buffer,
    content.byteOffset,
    content.byteLength,
  );
  return ['/primitive-kind', '~1primitive-kind'].some(text =>
    bytes.includes(text),
  );
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

function componentNamesIn({ contents }: Document): Value[] {
  if (!isMap(contents) || contents.get('kind') !== 'Component') return [];
  const name = contents.getIn(['metadata', 'name'], true);
  return isScalar(name) ? [asValue(name)] : [];
}
