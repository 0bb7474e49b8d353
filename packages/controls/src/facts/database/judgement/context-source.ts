import type { CatalogueRows } from '../catalogue/rows';
import { nameIn, partsOf } from '../sources/walk';
import type { RoutineBody } from './routine-body';

export type RoutineRow = CatalogueRows['routines'][number];

/** Functions and what is inside them, by `schema.name`. */
export type Routines = ReadonlyMap<
  string,
  readonly { readonly row: RoutineRow; readonly body: RoutineBody }[]
>;

/** What a function takes an identity from. */
export interface Reading {
  readonly settings: readonly string[];
  readonly faults: readonly string[];
}

/** Functions of PostgreSQL that tell who or where somebody is, which a pool of connections shares. */
const SESSION_VALUES = new Set([
  'pg_backend_pid',
  'inet_client_addr',
  'inet_client_port',
  'pg_has_role',
  'getpgusername',
  'random',
  'gen_random_uuid',
]);

const MAX_CALL_DEPTH = 4;

function constantIn(value: unknown): string | undefined {
  for (const { kind, content } of partsOf(value)) {
    if (kind === 'A_Const') {
      const { sval } = content;
      if (typeof sval !== 'object' || sval === null) return undefined;
      return 'sval' in sval && typeof sval.sval === 'string' ? sval.sval : '';
    }
    if (kind !== 'TypeCast' && kind !== 'arg') return undefined;
  }
  return undefined;
}

/** Which of a function's arguments a value is, by its name or as `$1`. */
function argumentIn(value: unknown, row: RoutineRow): number | undefined {
  for (const { kind, content } of partsOf(value)) {
    if (kind === 'ColumnRef') {
      const names = nameIn(content.fields);
      const index = row.argumentNames?.indexOf(names[names.length - 1] ?? '');
      return index === undefined || index < 0 ? undefined : index;
    }
    if (kind === 'ParamRef' && typeof content.number === 'number') {
      return content.number - 1;
    }
  }
  return undefined;
}

/**
 * What a function reads to answer who is calling. A fault is anything by which
 * it could answer something else than one setting: a second setting, a table, the
 * role of the session, a value that is treated in a special way.
 *
 * @param given Constants that it is called with.
 */
export function readingOf(
  routine: { readonly row: RoutineRow; readonly body: RoutineBody },
  given: readonly string[],
  routines: Routines,
  depth = 0,
): Reading {
  const settings = new Set<string>();
  const faults = new Set<string>();
  const { row, body } = routine;
  const label = `${row.schema}.${row.name}`;
  if (body.opaque) faults.add(`${label} cannot be read`);
  if (body.dynamic) faults.add(`${label} runs SQL that it builds`);
  for (const { kind, content } of body.trees.flatMap(tree => [
    ...partsOf(tree),
  ])) {
    switch (kind) {
      case 'RangeVar':
      case 'relation':
        if (typeof content.relname === 'string') {
          faults.add(`${label} reads the table ${content.relname}`);
        }
        break;
      case 'SQLValueFunction':
        faults.add(
          `${label} depends on ${String(content.op)
            .replace('SVFOP_', '')
            .toLowerCase()}`,
        );
        break;
      case 'A_Expr': {
        // A pattern that a value has to match is a check of its form.
        if (content.kind === 'AEXPR_NULLIF' || !isEquality(content)) break;
        for (const side of [content.lexpr, content.rexpr]) {
          const constant = constantIn(side);
          if (constant !== undefined && constant !== '') {
            faults.add(
              `${label} treats the value '${constant}' in its own way`,
            );
          }
        }
        break;
      }
      case 'FuncCall': {
        const names = nameIn(content.funcname);
        const name = names[names.length - 1] ?? '';
        const args: readonly unknown[] = Array.isArray(content.args)
          ? content.args
          : [];
        const called = findRoutine(names, row, routines);
        if (called !== undefined) {
          if (depth >= MAX_CALL_DEPTH) {
            faults.add(`${label} calls itself or too much`);
            break;
          }
          const inner = readingOf(
            called,
            args.map(arg => constantIn(arg) ?? ''),
            routines,
            depth + 1,
          );
          inner.settings.forEach(setting => settings.add(setting));
          inner.faults.forEach(fault => faults.add(fault));
        } else if (name === 'current_setting') {
          const setting =
            constantIn(args[0]) ?? given[argumentIn(args[0], row) ?? -1];
          if (setting === undefined) {
            faults.add(`${label} reads a setting whose name it computes`);
          } else settings.add(setting);
        } else if (SESSION_VALUES.has(name)) {
          faults.add(`${label} depends on ${name}()`);
        }
        break;
      }
      default:
    }
  }
  if (settings.size > 1) {
    faults.add(
      `${label} depends on ${settings.size} settings (${[...settings].join(
        ', ',
      )}), and any client can set each`,
    );
  }
  return { settings: [...settings], faults: [...faults] };
}

function isEquality(content: Readonly<Record<string, unknown>>): boolean {
  const [name] = nameIn(content.name).slice(-1);
  return name === '=' || name === '<>';
}

function findRoutine(
  names: readonly string[],
  caller: RoutineRow,
  routines: Routines,
) {
  if (names[0] === 'pg_catalog') return undefined;
  const label =
    names.length > 1 ? names.join('.') : `${caller.schema}.${names[0]}`;
  const exact = routines.get(label)?.[0];
  if (exact !== undefined || names.length > 1) return exact;
  for (const [other, [first]] of routines) {
    if (other.endsWith(`.${names[0]}`)) return first;
  }
  return undefined;
}
