import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node,
} from 'yaml';
import { firstDifference, type Structure } from './structure';

/**
 * Every document with its maps, lists and scalars, their types, and every tag,
 * anchor and alias.
 *
 * @throws Error where the text is not YAML, or is read differently by YAML 1.1,
 *   which much of what reads these files still speaks.
 */
export function yamlStructure(text: string): Structure {
  const documents = documentsOf(text, '1.2');
  const structure = documents.map(({ contents }) => nodeStructure(contents));
  const difference = firstDifference(
    documentsOf(text, '1.1').map(({ contents }) => nodeStructure(contents)),
    structure,
  );
  if (difference !== undefined)
    throw new Error(`YAML 1.1 reads it differently: ${difference}`);
  return structure;
}

function documentsOf(text: string, version: '1.1' | '1.2'): Document[] {
  const documents = parseAllDocuments(text, {
    version,
    keepSourceTokens: true,
  });
  if (!Array.isArray(documents)) throw new Error('it has no document');
  for (const { errors, warnings, directives } of documents) {
    const [problem] = [...errors, ...warnings];
    if (problem !== undefined) throw problem;
    if (directives?.yaml.explicit) throw new Error('it has a directive');
  }
  return documents;
}

function nodeStructure(node: unknown): Structure {
  if (isAlias(node)) return ['alias', node.source];
  const parts = contentStructure(node);
  const { anchor, tag } = (node ?? {}) as Partial<Pick<Node, 'tag'>> & {
    anchor?: string;
  };
  return anchor === undefined && tag === undefined
    ? parts
    : [parts, { anchor: anchor ?? null, tag: tag ?? null }];
}

function contentStructure(node: unknown): Structure {
  if (isMap(node)) {
    return [
      'map',
      ...node.items.map(pair => [
        nodeStructure(pair.key),
        nodeStructure(pair.value),
      ]),
    ];
  }
  if (isSeq(node)) return ['list', ...node.items.map(nodeStructure)];
  if (isScalar(node)) {
    const { value } = node;
    return [
      'scalar',
      value === null ? 'null' : typeof value,
      typeof value === 'string' ? value : String(value),
    ];
  }
  return ['nothing'];
}
