import type { FuncCall, Node } from 'libpg-query';
import { namesOf, partsOf } from '../sources/walk';
import type { RoutineRow, Routines } from './context-source';
import { calledName } from './expression';
import type { RoutineBody } from './routine-body';

const MAX_NODES = 10_000;

/** Only PostgreSQL's own names are found without a schema, so an expression means the same anywhere. */
function isPinned(row: RoutineRow): boolean {
  if (row.bound) return true;
  const path = (row.settings ?? []).find(setting =>
    setting.startsWith('search_path='),
  );
  const value = path?.slice('search_path='.length).replaceAll('"', '').trim();
  return (
    value === '' || value === 'pg_catalog' || value === 'pg_catalog, pg_temp'
  );
}

function argumentOf(
  node: Record<string, unknown>,
  row: RoutineRow,
  args: readonly Node[],
): Node | undefined {
  if (isKeyed(node, 'ParamRef')) {
    const { number } = node.ParamRef;
    return typeof number === 'number' ? args[number - 1] : undefined;
  }
  if (isKeyed(node, 'ColumnRef')) {
    const { fields } = node.ColumnRef;
    const names = Array.isArray(fields) ? namesOf(fields) : [];
    const name =
      names.length === 1 || names[0] === row.name
        ? names[names.length - 1]
        : undefined;
    const index = row.argumentNames?.indexOf(name ?? '') ?? -1;
    return index < 0 ? undefined : args[index];
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKeyed<K extends string>(
  value: Record<string, unknown>,
  key: K,
): value is Record<K, Record<string, unknown>> {
  return isRecord(value[key]);
}

/**
 * The expression that a call of a simple function stands for, with the call's
 * arguments in the place of the function's.
 */
export function inlined(
  call: FuncCall,
  overloads: readonly {
    readonly row: RoutineRow;
    readonly body: RoutineBody;
  }[],
): Node | undefined {
  const args = call.args ?? [];
  const routine = overloads.find(
    ({ row }) => row.argumentCount === args.length,
  );
  const { expression } = routine?.body ?? {};
  if (
    routine === undefined ||
    expression === undefined ||
    routine.row.returns !== 'boolean' ||
    routine.row.definer ||
    !isPinned(routine.row)
  ) {
    return undefined;
  }
  let nodes = 0;
  const copy = (value: unknown): unknown => {
    nodes += 1;
    if (nodes > MAX_NODES) return null;
    if (Array.isArray(value)) return value.map(copy);
    if (!isRecord(value)) return value;
    const argument = argumentOf(value, routine.row, args);
    if (argument !== undefined) return argument;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, copy(inner)]),
    );
  };
  const result = copy(expression);
  return isNode(result) && nodes <= MAX_NODES ? result : undefined;
}

function isNode(value: unknown): value is Node {
  return isRecord(value) && Object.keys(value).length === 1;
}

function isCall(
  kind: string,
  content: Readonly<Record<string, unknown>>,
): content is Readonly<Record<string, unknown>> & FuncCall {
  return kind === 'FuncCall' && Array.isArray(content.funcname);
}

const MAX_INLINE_DEPTH = 5;

/** An expression and all that the simple functions in it stand for. */
export function withInlined(
  expression: Node,
  routines: Routines,
  depth = 0,
): readonly Node[] {
  const found: Node[] = [expression];
  if (depth === MAX_INLINE_DEPTH) return found;
  for (const { kind, content } of partsOf(expression)) {
    if (!isCall(kind, content)) continue;
    const inner = inlined(content, routines.get(calledName(content)) ?? []);
    if (inner !== undefined) {
      found.push(...withInlined(inner, routines, depth + 1));
    }
  }
  return found;
}
