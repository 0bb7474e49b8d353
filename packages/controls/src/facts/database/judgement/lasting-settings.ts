import { nameIn, partsOf } from '../sources/walk';
import type { RoutineRow, Routines } from './context-source';
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

/** Whether a tree sets anything at all while it runs. */
export function changesSettings(tree: unknown): boolean {
  for (const { kind, content } of partsOf(tree)) {
    if (kind === 'VariableSetStmt') return true;
    if (kind !== 'FuncCall') continue;
    const names = nameIn(content.funcname);
    if (names[names.length - 1] === 'set_config') return true;
  }
  return false;
}

/**
 * Whether an expression, or a function that it calls, sets something while it is
 * asked: then it can change what it is compared with.
 */
export function changesContext(
  expression: unknown,
  routines: Routines,
  depth = 0,
): boolean {
  if (changesSettings(expression)) return true;
  for (const { kind, content } of partsOf(expression)) {
    if (kind !== 'FuncCall') continue;
    const called = routines.get(nameIn(content.funcname).join('.')) ?? [];
    const changes = called.some(
      ({ body }) =>
        depth > MAX_CALL_DEPTH ||
        body.opaque ||
        body.dynamic ||
        body.trees.some(tree => changesContext(tree, routines, depth + 1)),
    );
    if (changes) return true;
  }
  return false;
}

const MAX_CALL_DEPTH = 4;

/** What of a function lasts beyond the transaction, with what its own definition presets. */
export function lastingSettingsOf(
  row: RoutineRow,
  body: RoutineBody,
): readonly string[] {
  const preset = (row.settings ?? []).flatMap(setting => {
    const [name = ''] = setting.split('=');
    return isOfTheService(name) ? [`presets ${name}`] : [];
  });
  const lasting = body.trees.flatMap(lastingSettings);
  // A trigger runs without having been called: the rest of the transaction does not know.
  const hidden =
    row.returns === 'trigger' &&
    lasting.length === 0 &&
    body.trees.some(changesSettings);
  return [
    ...lasting,
    ...preset,
    ...(hidden ? ['a setting that a trigger changes'] : []),
  ];
}
