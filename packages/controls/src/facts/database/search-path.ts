import type { Routine } from './database';

/** Whether a name in a search path is one that anybody may put things into. */
function isOpen(schema: string, open: readonly string[]): boolean {
  return schema === '$user' || open.includes(schema);
}

/**
 * Whether a function finds the same names whoever calls it.
 *
 * @param open Schemas in which somebody else than the owner may create.
 */
export function isPinned(
  { bound, language, settings }: Routine,
  open: readonly string[] = [],
): boolean {
  // Names were found when it was made; C and internal functions find none.
  if (bound || language === 'internal' || language === 'c') return true;
  const path = settings.find(setting => setting.startsWith('search_path='));
  if (path === undefined) return false;
  return path
    .slice('search_path='.length)
    .split(',')
    .map(name => name.trim().replaceAll('"', ''))
    .every(name => !isOpen(name, open));
}
