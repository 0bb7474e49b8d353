import type { Node } from 'libpg-query';

/** A part of a syntax tree: the name of its kind and its content. */
export interface Part {
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every node of a tree, the tree itself first; without recursion, because trees may be deep. */
export function* partsOf(tree: unknown): Generator<Part> {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const next = open.pop();
    if (Array.isArray(next)) {
      for (let i = next.length - 1; i >= 0; i -= 1) open.push(next[i]);
    } else if (isRecord(next)) {
      const entries = Object.entries(next);
      for (const [kind, content] of entries) {
        if (isRecord(content)) yield { kind, content };
      }
      for (let i = entries.length - 1; i >= 0; i -= 1)
        open.push(entries[i]?.[1]);
    }
  }
}

/** The strings of a list of String nodes, as `['app', 'tenant_id']` for a qualified name. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap(node =>
    'String' in node && node.String.sval !== undefined
      ? [node.String.sval]
      : [],
  );
}

/** A qualified name from a part of a tree that is typed loosely. */
export function nameIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((node: unknown) => {
    if (!isRecord(node) || !isRecord(node.String)) return [];
    return typeof node.String.sval === 'string' ? [node.String.sval] : [];
  });
}
