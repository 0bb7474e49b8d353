import { parse } from 'libpg-query';
import type { Structure } from './structure';

// Positions in the text, which move with the length of what stands before.
const POSITION = /^(?:stmt_len|(?:\w+_)?location|\w+_(?:start|end))$/;

/**
 * The tree that PostgreSQL itself makes of the statements.
 *
 * @throws Error where the text is not SQL.
 */
export async function sqlStructure(text: string): Promise<Structure> {
  return withoutPositions((await parse(text)) as unknown as Structure);
}

function withoutPositions(tree: Structure): Structure {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map(withoutPositions);
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, part]) =>
      POSITION.test(key) ? [] : [[key, withoutPositions(part)]],
    ),
  );
}
