import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { z } from 'zod';
import type { MetadataProblem } from './metadata';
import { readDocuments } from './read-document';

/** A file that keeps its schema, or every way in which it does not. */
export type CheckedFile<T> =
  | {
      readonly value: T;
      /** Lines by path, as `database.migrations`. */
      readonly lines: ReadonlyMap<string, number>;
    }
  | { readonly problems: readonly MetadataProblem[] };

/** Reads a YAML or JSON file of one document and checks it by its schema. */
export function readChecked<T>(
  file: string,
  content: Uint8Array,
  schema: z.ZodType<T>,
): CheckedFile<T> {
  const read = readDocuments(file, content);
  if ('problem' in read) return { problems: [read.problem] };
  const [document, another] = read.documents;
  if (document === undefined || another !== undefined) {
    return {
      problems: [
        { file, message: 'It must be one document.', subject: 'document' },
      ],
    };
  }
  let value: unknown;
  try {
    // No alias is needed here, and none is followed.
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return {
      problems: [
        { file, message: 'Aliases are not allowed.', subject: 'aliases' },
      ],
    };
  }
  const lines = new Map<string, number>();
  collectLines(document.contents, '', read.lineOf, lines);
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data, lines };
  return {
    problems: parsed.error.issues.map(issue => {
      const path = issue.path.map(String).join('.');
      const line = nearestLine(lines, path);
      return {
        file,
        message: `${path === '' ? '' : `${path}: `}${issue.message}.`,
        subject: `${path} ${issue.code}`,
        ...(line === undefined ? {} : { line }),
      };
    }),
  };
}

function collectLines(
  node: unknown,
  path: string,
  lineOf: (position: number) => number,
  lines: Map<string, number>,
): void {
  const below = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = below(String(key.value));
      lines.set(name, lineOf(key.range?.[0] ?? 0));
      collectLines(value, name, lineOf, lines);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      const name = below(String(index));
      if (isNode(item)) lines.set(name, lineOf(item.range?.[0] ?? 0));
      collectLines(item, name, lineOf, lines);
    });
  }
}

/** The line of a path, or of what it would stand in. */
function nearestLine(
  lines: ReadonlyMap<string, number>,
  path: string,
): number | undefined {
  for (let current = path; current !== ''; ) {
    const line = lines.get(current);
    if (line !== undefined) return line;
    const end = current.lastIndexOf('.');
    current = end < 0 ? '' : current.slice(0, end);
  }
  return lines.size > 0 ? 1 : undefined;
}
