import {
  isAlias,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type Alias,
  type ParsedNode,
  type YAMLMap,
} from 'yaml';
import type { MapNode, Node, Place, ScalarNode } from './node';
import { resolvePlainScalar } from './scalar';

/** Why a YAML or JSON text cannot be read as the tools that deploy it would. */
export class UnreadableYaml extends Error {
  constructor(message: string, readonly place: Place) {
    super(message);
  }
}

/** Largest text that is read, in bytes. */
export const MAXIMUM_BYTES = 2 * 1024 * 1024;
/** Deepest nesting that is read; the API server's own objects stay below 40. */
const MAXIMUM_DEPTH = 100;
/** Most nodes that one text may mean once its aliases are followed. */
const MAXIMUM_NODES = 100_000;

const CORE_TAG = 'tag:yaml.org,2002:';

function decoded(bytes: Uint8Array, file: string): string {
  const place = { file, line: 1 };
  if (bytes.length > MAXIMUM_BYTES) {
    throw new UnreadableYaml(
      `is larger than ${MAXIMUM_BYTES / 1024 / 1024} MB`,
      place,
    );
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const nul = text.indexOf('\0');
    if (nul >= 0) {
      throw new UnreadableYaml('holds a NUL character', {
        file,
        line: text.slice(0, nul).split('\n').length,
      });
    }
    return text;
  } catch (error) {
    if (error instanceof UnreadableYaml) throw error;
    throw new UnreadableYaml('is not UTF-8', place);
  }
}

/** The parser works recursively: what is nested without bound is refused before it. */
function refuseDeepFlow(text: string, file: string): void {
  let depth = 0;
  let line = 1;
  for (const character of text) {
    if (character === '\n') line += 1;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth = Math.max(0, depth - 1);
    }
    if (depth > 1000) {
      throw new UnreadableYaml('is nested too deeply', { file, line });
    }
  }
}

class Converter {
  #nodes = 0;
  readonly #anchors = new Map<string, ParsedNode>();
  readonly #open = new Set<unknown>();

  constructor(
    readonly file: string,
    readonly lineOf: (offset: number) => number,
  ) {}

  place(node: { range?: readonly number[] | null } | null): Place {
    return { file: this.file, line: this.lineOf(node?.range?.[0] ?? 0) };
  }

  #fail(message: string, node: ParsedNode | null): never {
    throw new UnreadableYaml(message, this.place(node));
  }

  convert(node: ParsedNode | null, place: Place, depth = 0): Node {
    this.#nodes += 1;
    if (this.#nodes > MAXIMUM_NODES) {
      this.#fail(`means more than ${MAXIMUM_NODES} values`, node);
    }
    if (depth > MAXIMUM_DEPTH) {
      this.#fail(`is nested deeper than ${MAXIMUM_DEPTH} levels`, node);
    }
    if (node === null) return { type: 'scalar', value: null, place };
    if (isAlias(node)) return this.#alias(node.source, node, place, depth);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#open.add(node);
    const converted = this.#collectionOrScalar(node, place, depth);
    this.#open.delete(node);
    return converted;
  }

  #alias(anchor: string, node: ParsedNode, place: Place, depth: number): Node {
    const target = this.#anchors.get(anchor);
    if (target === undefined) this.#fail(`names no anchor: *${anchor}`, node);
    if (this.#open.has(target)) {
      this.#fail(`holds itself: *${anchor}`, node);
    }
    return this.convert(target, place, depth + 1);
  }

  #collectionOrScalar(
    node: Exclude<ParsedNode, Alias.Parsed>,
    place: Place,
    depth: number,
  ): Node {
    if (isScalar(node)) return this.#scalar(node, place);
    if (
      node.tag !== undefined &&
      !/^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag)
    ) {
      this.#fail(`has the tag ${node.tag}, which manifests do not have`, node);
    }
    if (isSeq(node)) {
      const items: Node[] = [];
      for (const item of node.items) {
        items.push(this.convert(item, this.place(item ?? node), depth + 1));
      }
      return { type: 'list', items, place };
    }
    return this.#map(node, place, depth);
  }

  #map(node: YAMLMap.Parsed, place: Place, depth: number): MapNode {
    const entries = new Map<string, Node>();
    const merged: MapNode[] = [];
    for (const { key: keyNode, value } of node.items) {
      const keyPlace = this.place(keyNode ?? value ?? node);
      const name = this.#key(keyNode, depth);
      const converted = this.convert(value, keyPlace, depth + 1);
      if (isScalar(keyNode) && keyNode.type === 'PLAIN' && name === '<<') {
        merged.push(...this.#merged(converted, keyNode));
        continue;
      }
      if (entries.has(name)) {
        this.#fail(`has the key ${JSON.stringify(name)} twice`, keyNode);
      }
      entries.set(name, converted);
    }
    for (const map of merged) {
      for (const [key, value] of map.entries) {
        if (!entries.has(key)) entries.set(key, value);
      }
    }
    return { type: 'map', entries, place };
  }

  /** A key is the text that stands there, whatever it would mean as a value. */
  #key(node: ParsedNode | null, depth: number): string {
    if (isScalar(node)) {
      if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
      return `${node.value ?? ''}`;
    }
    const key = this.convert(node, this.place(node), depth + 1);
    return key.type === 'scalar'
      ? `${key.value ?? ''}`
      : this.#fail('has a key that is no text', node);
  }

  #merged(value: Node, keyNode: ParsedNode): readonly MapNode[] {
    const maps = value.type === 'list' ? value.items : [value];
    return maps.map(map =>
      map.type === 'map' ? map : this.#fail('merges what is no map', keyNode),
    );
  }

  #scalar(node: Scalar.Parsed, place: Place): ScalarNode {
    const text = `${node.value ?? ''}`;
    const block =
      node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED
        ? { block: true as const }
        : {};
    const scalar = (value: ScalarNode['value']): ScalarNode => ({
      type: 'scalar',
      value,
      place,
      ...block,
    });
    const plainScalar = node.type === Scalar.PLAIN;
    switch (node.tag) {
      case undefined:
      case '!':
        return scalar(
          plainScalar && node.tag === undefined
            ? resolvePlainScalar(text)
            : text,
        );
      case `${CORE_TAG}str`:
        return scalar(text);
      case `${CORE_TAG}int`:
      case `${CORE_TAG}float`:
      case `${CORE_TAG}bool`:
      case `${CORE_TAG}null`:
        return scalar(resolvePlainScalar(text));
      default:
        return this.#fail(
          `has the tag ${node.tag}, which manifests do not have`,
          node,
        );
    }
  }
}

/**
 * Reads the documents of a YAML or JSON text as Kubernetes' tools do: YAML 1.1
 * values, merge keys, a key at most once. Aliases, nesting and size are bounded.
 *
 * @param firstLine - line of the file on which the text begins, where it is a part of one
 * @throws UnreadableYaml
 */
export function parseYaml(
  content: Uint8Array | string,
  file: string,
  firstLine = 1,
): readonly Node[] {
  const text = typeof content === 'string' ? content : decoded(content, file);
  refuseDeepFlow(text, file);
  const lines = new LineCounter();
  const lineOf = (offset: number): number =>
    lines.linePos(offset).line + firstLine - 1;
  // Values are resolved here and not by the parser, whose schemas are other
  // readers' (and whose check of keys is quadratic).
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  return documents.flatMap(document => {
    const [wrong] = document.errors;
    if (wrong !== undefined) {
      throw new UnreadableYaml(wrong.message, {
        file,
        line: lineOf(wrong.pos[0]),
      });
    }
    const { contents } = document;
    if (contents === null) return [];
    const converter = new Converter(file, lineOf);
    const node = converter.convert(contents, converter.place(contents));
    return node.type === 'scalar' && node.value === null ? [] : [node];
  });
}
