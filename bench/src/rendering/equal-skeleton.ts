import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { GeneratedTree } from '@ameide/generator';

/** A skeleton for `fetch:template`, and what it is to be rendered with. */
export interface EqualSkeleton {
  readonly values: Readonly<Record<string, string>>;
  /** Patterns of the files that are copied as they are. */
  readonly copied: readonly string[];
  /** Expressions in all files. */
  readonly expressions: number;
}

/** What our own skeleton copies and does not render, or adds after rendering. */
const COPIED = [
  'vendor/**',
  '**/package-lock.json',
  'src/gen/**',
  '.ameide/**',
  '.github/**',
];

/**
 * Writes a skeleton that gives the same bytes as a generated tree: every file
 * again, with the service's and the aggregates' names, wherever they stand,
 * replaced by expressions. It has no conditions and no loops: those would cost
 * the other renderer more.
 */
export function writeEqualSkeleton(
  tree: GeneratedTree,
  names: readonly string[],
  folder: string,
): EqualSkeleton {
  rmSync(folder, { recursive: true, force: true });
  // The longest first, lest a part of it be replaced and the rest remain.
  const ordered = [...new Set(names)].sort(
    (one, other) => other.length - one.length,
  );
  const keys = new Map(ordered.map((name, index) => [name, `name${index}`]));
  const anyName = new RegExp(ordered.map(escape).join('|'), 'g');
  const isCopied = (file: string) =>
    COPIED.some(pattern => path.matchesGlob(file, pattern));
  let expressions = 0;
  for (const [file, { content }] of tree.files) {
    const target = path.join(folder, ...file.split('/'));
    mkdirSync(path.dirname(target), { recursive: true });
    if (isCopied(file)) {
      writeFileSync(target, content);
      continue;
    }
    const text = Buffer.from(content).toString('utf8');
    const template = text
      // What would be read as an expression of the other renderer's own.
      .replace(/\$\{\{|\{%|\{#/g, syntax => `{% raw %}${syntax}{% endraw %}`)
      .replace(anyName, name => `\${{ values.${keys.get(name)} }}`);
    expressions += text.match(anyName)?.length ?? 0;
    writeFileSync(target, template);
  }
  return {
    values: Object.fromEntries(
      [...keys].map(([name, key]) => [key, name] as const),
    ),
    copied: COPIED,
    expressions,
  };
}

function escape(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
