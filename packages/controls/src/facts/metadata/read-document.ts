import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
} from 'yaml';
import type { MetadataProblem } from './metadata';

/** A file about a service that is longer is not one. */
const LARGEST_FILE = 512 * 1024;

/** The documents of a YAML or JSON file, or what is wrong with it. */
export type ReadDocuments =
  | {
      readonly documents: readonly Document[];
      /** From a position in the text, from 0, to its line, from 1. */
      readonly lineOf: (position: number) => number;
    }
  | { readonly problem: MetadataProblem };

/** Reads YAML that nobody trusts; never throws. */
export function readDocuments(
  file: string,
  content: Uint8Array,
): ReadDocuments {
  const problem = (message: string, line?: number): ReadDocuments => ({
    problem: {
      file,
      message,
      subject: 'syntax',
      ...(line === undefined ? {} : { line }),
    },
  });
  if (content.byteLength > LARGEST_FILE) {
    return problem(`It is larger than ${LARGEST_FILE / 1024} KiB.`);
  }
  const lines = new LineCounter();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      // The library's own check takes the square of their number; see below.
      uniqueKeys: false,
    });
    const lineOf = (position: number) => lines.linePos(position).line || 1;
    const found = Array.isArray(documents) ? documents : [];
    for (const document of found) {
      const [wrong] = document.errors;
      if (wrong !== undefined) {
        return problem(`${wrong.message}.`, lineOf(wrong.pos[0]));
      }
      const twice = duplicateKey(document.contents);
      if (twice !== undefined) {
        return problem(
          `The key ${twice.name} is there twice.`,
          lineOf(twice.position),
        );
      }
    }
    return { documents: found, lineOf };
  } catch (error) {
    // Bytes that are no text, or more levels than the parser's stack has.
    return problem(
      error instanceof RangeError
        ? 'It is nested too deeply.'
        : 'It is not UTF-8.',
    );
  }
}

function duplicateKey(
  node: unknown,
): { name: string; position: number } | undefined {
  if (isSeq(node)) {
    for (const item of node.items) {
      const found = duplicateKey(item);
      if (found !== undefined) return found;
    }
  }
  if (!isMap(node)) return undefined;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (seen.has(name)) {
      return { name, position: (isScalar(key) && key.range?.[0]) || 0 };
    }
    seen.add(name);
    const found = duplicateKey(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
