import { nameIn, partsOf } from '../sources/walk';
import type { RoutineRow } from './context-source';
import type { RoutineBody } from './routine-body';

function isTrue(value: unknown): boolean {
  for (const { kind, content } of partsOf(value)) {
    if (kind === 'boolval') return content.boolval === true;
  }
  return false;
}

/** Settings of PostgreSQL itself that say nothing about a caller. */
function isOfTheService(name: string): boolean {
  return (
    name.includes('.') ||
    name === 'role' ||
    name === 'row_security' ||
    name === 'session_authorization'
  );
}

/**
 * What a tree sets beyond the end of the transaction, in words: `set_config`
 * with anything but `true`, `SET` without `LOCAL`.
 */
export function lastingSettings(tree: unknown): readonly string[] {
  const found: string[] = [];
  for (const { kind, content } of partsOf(tree)) {
    if (kind === 'FuncCall') {
      const names = nameIn(content.funcname);
      if (names[names.length - 1] !== 'set_config') continue;
      const args: readonly unknown[] = Array.isArray(content.args)
        ? content.args
        : [];
      if (!isTrue(args[2])) found.push('set_config without true');
    }
    if (kind === 'VariableSetStmt') {
      const { name, is_local: local, kind: action } = content;
      if (
        local !== true &&
        action === 'VAR_SET_VALUE' &&
        typeof name === 'string' &&
        isOfTheService(name)
      ) {
        found.push(`SET ${name} without LOCAL`);
      }
    }
  }
  return found;
}

/** The same for a function, with what its own definition presets. */
export function lastingSettingsOf(
  row: RoutineRow,
  body: RoutineBody,
): readonly string[] {
  const preset = (row.settings ?? []).flatMap(setting => {
    const [name = ''] = setting.split('=');
    return isOfTheService(name) ? [`presets ${name}`] : [];
  });
  return [...body.trees.flatMap(lastingSettings), ...preset];
}
